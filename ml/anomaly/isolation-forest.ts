import { type Unsupervised, unsupervised } from "../learner/unsupervised.ts";
import { columnName, integer, number, optional } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { checkTrees, forestLearned } from "../trees/trees-learned.ts";
import { isolationScores, isolationTrees } from "./isolation-training.ts";
import type { IsolationTrees } from "./learned.ts";

/** Options of `isolationForest`. */
export interface IsolationForestOptions<Features extends string, Prediction extends string, Score extends string> {
  /** The column of vectors. Default `"features"`. */
  readonly features?: Features;
  /** The column that models add: 1 for anomalies, 0 for other rows. Default `"prediction"`. */
  readonly prediction?: Prediction;
  /** The column of scores that models add: from 0 to 1, the more the easier a row is set apart; about ½ where nothing stands out. Default `"score"`. */
  readonly score?: Score;
  /** Trees, from 1. Default 100. */
  readonly trees?: number;
  /** Rows from which each tree grows, drawn without replacement, from 1; all where there are no more. Default 256. */
  readonly sampleRows?: number;
  /** The share of the rows it learns from that are anomalies, above 0 to ½. Default: those with a score above ½ are. */
  readonly contamination?: number;
  /** The same seed gives the same trees. Default 0. */
  readonly seed?: number;
}

const { classes: _, ...treesLearned } = forestLearned;

const kind = stageKind({
  name: "isolationForest",
  version: 1,
  parameters: {
    features: columnName("features"),
    prediction: columnName("prediction"),
    score: columnName("score"),
    trees: integer({ default: 100, min: 1, unit: "trees" }),
    sampleRows: integer({ default: 256, min: 1, unit: "rows" }),
    contamination: optional(number({ above: 0, max: 0.5, unit: "share of the rows" })),
    seed: integer({ default: 0, min: 0 }),
  },
  learned: { ...treesLearned, sampleRows: "number", threshold: "number" },
  check: (trees) => checkTrees(trees, 1),
  make: (options: IsolationForestOptions<string, string, string>) => isolationForest(options),
});

/** Scores of equal rows may differ by so much. */
export const rounding = 1e-12;

/**
 * Isolation forest: rows that few random splits set apart from the others are anomalies. It reads the rows twice, three times with a
 * `contamination`, and keeps the samples of its trees in memory: data may be larger than that.
 *
 * Unlike scikit-learn's, a score grows with how strange a row is (theirs is its negative), and anomalies are 1, other rows 0.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { isolationForest } from "millrace/ml";
 * const rows = from([1, 2, 3, 4, 5, 6, 7, 100].map((x) => ({ features: [x] })));
 * const model = await isolationForest({ contamination: 0.1 }).fit(rows);
 * const anomalies = (await model.transform(rows).collect()).filter((row) => row.prediction === 1);
 * console.log(anomalies.map((row) => row.features)); // [[100]]
 * ```
 * @see Liu, Ting, Zhou, “Isolation Forest”, ICDM 2008.
 */
export function isolationForest<
  const Features extends string = "features",
  const Prediction extends string = "prediction",
  const Score extends string = "score",
>(
  options: IsolationForestOptions<Features, Prediction, Score> = {},
): Unsupervised<Features, { [Name in Prediction | Score]: number }, IsolationTrees> {
  const parameters = kind.read(options);
  const { features, prediction, score } = parameters;
  const learner = {
    name: kind.name,
    labels: "none" as const,
    resumes: 1,
    train: (columns: number) => isolationTrees(columns, parameters),
  };
  return unsupervised(kind, parameters, { features, adds: [prediction, score] }, learner, (learned) => ({
    size: learned.columns,
    adds: [{ name: prediction }, { name: score }],
    open: () => (rows) => {
      const scores = isolationScores(rows, learned);
      return [scores.map((own) => Number(own > learned.threshold + rounding)), scores];
    },
  }));
}
