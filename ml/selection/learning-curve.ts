import { checkOptions, type Dataset, type KnownOptions } from "../../core/mod.ts";
import { mustBeCheckpoint } from "../stages/fit-checkpoint.ts";
import type { With } from "../stages/row-types.ts";
import type { Estimator, Transformer } from "../stages/stage.ts";
import { scoringOptions } from "./cross-validate.ts";
import { KeptScores } from "./kept-scores.ts";
import { countOf, fittedScore, type Score, type ScoringOptions, splitsFor, spreadOf } from "./scored.ts";

/** Which points a learning curve has. */
export interface LearningCurveOptions extends ScoringOptions {
  /** Shares of the rows to learn from, above 0 to 1, ascending: the first rows of each split. Default 0.1, 0.325, 0.55, 0.775 and 1. */
  readonly shares?: readonly number[];
}

/** Scores after so many rows, means over the splits. */
export interface LearningCurvePoint {
  /** Rows that were learned from, the mean over the splits. */
  readonly rows: number;
  /** In the rows that were learned from. */
  readonly train: { readonly mean: number; readonly deviation: number };
  /** In those that were not. */
  readonly test: { readonly mean: number; readonly deviation: number };
}

const known: KnownOptions<LearningCurveOptions> = { ...scoringOptions, shares: true };

/**
 * How scores grow with the rows that an estimator learns from: where both are low a richer model helps, where they are far apart more rows do.
 *
 * @param score Of rows with what a model added, a number, the larger the better.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { evaluateRegression, learningCurve, linearRegression } from "millrace/ml";
 * const rows = from(Array.from({ length: 40 }, (_, x) => ({ features: [x], label: 3 * x + (x % 3) })));
 * const curve = await learningCurve(linearRegression(), rows, async (answers) => (await evaluateRegression(answers)).r2);
 * console.log(curve.map((point) => point.rows)); // [3, 10, 17, 24, 32]
 * ```
 * @see Perlich, Provost, Simonoff, “Tree Induction vs. Logistic Regression: A Learning-Curve Analysis”, JMLR 4, 2003.
 */
export async function learningCurve<In, Out, Row extends In>(
  estimator: Estimator<In, Out, Transformer<never, Out>>,
  dataset: Dataset<Row>,
  score: Score<With<Row, Out>>,
  options: LearningCurveOptions = {},
): Promise<LearningCurvePoint[]> {
  checkOptions(options, known, "learningCurve");
  const { shares = [0.1, 0.325, 0.55, 0.775, 1], signal, onProgress } = options;
  mustBeShares(shares);
  mustBeCheckpoint("find a learning curve", options.checkpoint);
  const splits = splitsFor(
    "find a learning curve",
    options.splits,
    await countOf("find a learning curve", dataset, signal),
  );
  const of = shares.flatMap((share) => splits.map((split) => ({ ...split, train: firstRows(split.train, share) })));
  const kept = await KeptScores.of(
    { what: "learningCurve", estimators: [estimator], splits: of, fits: of.length, width: 2 },
    dataset,
    options,
  );
  const points: LearningCurvePoint[] = [];
  let fits = 0;
  for (let at = 0; at < shares.length; at++) {
    const [trains, tests]: [number[], number[]] = [[], []];
    let rows = 0;
    for (const { train, test } of of.slice(at * splits.length, (at + 1) * splits.length)) {
      const find = () => fittedScore(estimator, dataset, train, [train, test], score, signal);
      const [own, other] = await kept.scoresOf(fits++, find);
      trains.push(own!);
      tests.push(other!);
      rows += train.length / splits.length;
      onProgress?.({ fits, of: of.length, score: other! });
    }
    points.push({ rows, train: spreadOf(trains), test: spreadOf(tests) });
  }
  return points;
}

function firstRows(rows: Int32Array, share: number): Int32Array {
  return rows.subarray(0, Math.max(1, Math.floor(share * rows.length)));
}

function mustBeShares(shares: readonly number[]): void {
  const ascend = shares.every((share, at) => share > (shares[at - 1] ?? 0) && share <= 1);
  if (shares.length > 0 && ascend) return;
  throw new RangeError(
    `Cannot find a learning curve as shares must be numbers > 0 and ≤ 1 that ascend: got ${shares.join()}; leave them out for five points`,
  );
}
