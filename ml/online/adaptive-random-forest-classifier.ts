import { integer, number, optional } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { AdaptiveForest, addVote, type ForestGrowth, type SavedForest } from "./adaptive-forest.ts";
import { mustFit } from "./checks.ts";
import { classAnswer, targetsOf } from "./class-answer.ts";
import { checkGrownForest, type GrownForest, grownForest, treesOf } from "./grown-forest.ts";
import { grownTreeLearned, treeOf } from "./grown-tree.ts";
import {
  classesAdds,
  classesOf,
  type OnlineClassesOptions,
  type OnlineClassifier,
  onlineClassesParameters,
} from "./online-classifier.ts";
import { onlineEstimator } from "./online-estimator.ts";
import type { Answer, OnlineLearner } from "./online-learner.ts";

/** Options of `adaptiveRandomForestClassifier`. */
export interface AdaptiveRandomForestClassifierOptions<
  F extends string,
  L extends string,
  P extends string,
  Q extends string,
> extends OnlineClassesOptions<F, L, P, Q> {
  /** Trees, from 1. Default 10. */
  readonly trees?: number;
  /** Features that a leaf watches, drawn for each. Default: the square root of how many there are, rounded. */
  readonly subspace?: number;
  /** How often a tree learns from a row, on average. Default 6. */
  readonly rate?: number;
  /** δ of the ADWIN whose alarm begins a second tree. Default 0.01. */
  readonly warningDelta?: number;
  /** δ of the ADWIN whose alarm puts it in the place of the first. Default 0.001. */
  readonly driftDelta?: number;
  /** A leaf looks for a split each time that so much more weight has come to it. Default 50. */
  readonly grace?: number;
  /** δ of splits: how likely the better of two may not be the better. Default 0.01. */
  readonly delta?: number;
  /** Splits are taken for equally good where the Hoeffding bound is less, bits. Default 0.05. */
  readonly tau?: number;
  /** The same seed draws the same. Default 0. */
  readonly seed?: number;
}

const kind = stageKind({
  name: "adaptiveRandomForestClassifier",
  version: 1,
  parameters: {
    ...onlineClassesParameters,
    trees: integer({ default: 10, min: 1, unit: "trees" }),
    subspace: optional(integer({ min: 1, unit: "features" })),
    rate: number({ default: 6, above: 0, max: 100 }),
    warningDelta: number({ default: 0.01, above: 0, below: 1 }),
    driftDelta: number({ default: 0.001, above: 0, below: 1 }),
    grace: integer({ default: 50, min: 1, unit: "weight" }),
    delta: number({ default: 0.01, above: 0, below: 1 }),
    tau: number({ default: 0.05, min: 0, unit: "bits" }),
    seed: integer({ default: 0, min: 0 }),
  },
  learned: { ...grownTreeLearned, votes: "float64", nodeStarts: "uint32", leafStarts: "uint32" },
  check: checkGrownForest,
  make: (options: AdaptiveRandomForestClassifierOptions<string, string, string, string>) =>
    adaptiveRandomForestClassifier(options) as never,
});

/**
 * A random forest that grows with the rows of a stream and adapts to drift: Hoeffding trees, each with features drawn for its leaves
 * and rows drawn by Poisson numbers, answer by the share of rows that they were right for; a tree whose errors drift is replaced by
 * one that has learned beside it since the warning. A stream that begins with a model has its trees; what was thought of them begins anew.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { adaptiveRandomForestClassifier, testThenTrain } from "millrace/ml";
 * const rows = from(Array.from({ length: 2000 }, (_, at) => ({ features: [(at * 7) % 10], label: Number((at * 7) % 10 > 4) })));
 * const answered = await rows.apply(testThenTrain(adaptiveRandomForestClassifier())).collect();
 * console.log(answered.slice(1000).every((row) => row.prediction === row.label)); // true
 * ```
 * @see Gomes et al., “Adaptive Random Forests for Evolving Data Stream Classification”, Machine Learning 106, 2017; river's ARFClassifier.
 */
export function adaptiveRandomForestClassifier<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: AdaptiveRandomForestClassifierOptions<Features, Label, Prediction, Probability> = {},
): OnlineClassifier<Features, Label, Prediction, Probability, GrownForest> {
  const parameters = kind.read(options);
  const { features, label, weight, every, grace, delta, tau, subspace, ...forest } = parameters;
  const classes = classesOf(parameters);
  const growthOf = (columns: number, count: number): ForestGrowth => ({
    ...forest,
    tree: {
      classes: count,
      columns,
      grace,
      delta,
      tau,
      maxDepth: 100,
      answers: "adaptive",
      subspace: Math.min(columns, subspace ?? Math.max(1, Math.round(Math.sqrt(columns)))),
      seed: 0,
    },
  });
  const learner: OnlineLearner<GrownForest> = {
    name: kind.name,
    labels: "classes",
    classes,
    adds: () => classesAdds(parameters, classes),
    sizeOf: ({ size }) => size,
    answerOf: (learned) => byVotes(learned, growthOf(learned.size, learned.classes.length)),
    open: (columns, { saved, initial }) => {
      if (initial !== undefined) mustFit(kind.name, columns, initial.size);
      const growth = growthOf(columns, classes.length);
      const begun = initial === undefined ? undefined : treesOf(initial).map((one) => treeOf(one, growth.tree));
      const grown = new AdaptiveForest(growth, saved as SavedForest | undefined, begun);
      const targets = targetsOf(classes);
      return {
        learn: ({ features: { data }, labels, weights }, from, to) => {
          const numbers = targets(labels!, from, to);
          for (let row = from; row < to; row++) grown.learn(data, row * columns, numbers[row]!, weights?.[row] ?? 1);
        },
        endBatch: () => undefined,
        learned: () => grownForest(grown.trees, classes),
        save: () => grown.save(),
        answer: classAnswer(classes, (rows, row, out, at) => grown.shares(rows.features.data, row * columns, out, at)),
      };
    },
  };
  return onlineEstimator(kind, parameters, { learner, columns: { features, label, weight }, every });
}

function byVotes(learned: GrownForest, { tree }: ForestGrowth): Answer {
  const trees = treesOf(learned).map((grown) => treeOf(grown, tree));
  const shares = new Float64Array(learned.classes.length);
  return classAnswer(learned.classes, ({ features: { data, columns } }, row, out, at) => {
    out.fill(0, at, at + shares.length);
    trees.forEach((one, k) => addVote(one, learned.votes[k]!, data, row * columns, shares, out, at));
  });
}
