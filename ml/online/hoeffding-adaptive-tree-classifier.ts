import { integer, number } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { AdaptiveTree, type SavedAdaptiveTree } from "./adaptive-tree.ts";
import { checkGrownTree, type GrownTree, grownTreeLearned } from "./grown-tree.ts";
import type { OnlineClassifier } from "./online-classifier.ts";
import { onlineEstimator } from "./online-estimator.ts";
import { type OnlineTreeOptions, onlineTreeParameters, treeLearner } from "./tree-classifier.ts";

/** Options of `hoeffdingAdaptiveTreeClassifier`. */
export interface HoeffdingAdaptiveTreeClassifierOptions<
  F extends string,
  L extends string,
  P extends string,
  Q extends string,
> extends OnlineTreeOptions<F, L, P, Q> {
  /** δ of the ADWIN of a node's errors: how likely it may be taken for worse where nothing has changed. Default 0.002. */
  readonly driftDelta?: number;
  /** A subtree is compared with the one beside it once both have answered more rows. Default 300. */
  readonly leastRows?: number;
  /** How likely the better of the two may not be the better. Default 0.05. */
  readonly switchDelta?: number;
}

const kind = stageKind({
  name: "hoeffdingAdaptiveTreeClassifier",
  version: 1,
  parameters: {
    ...onlineTreeParameters,
    driftDelta: number({ default: 0.002, above: 0, below: 1 }),
    leastRows: integer({ default: 300, min: 1, unit: "rows" }),
    switchDelta: number({ default: 0.05, above: 0, below: 1 }),
  },
  learned: grownTreeLearned,
  check: checkGrownTree,
  make: (options: HoeffdingAdaptiveTreeClassifierOptions<string, string, string, string>) =>
    hoeffdingAdaptiveTreeClassifier(options) as never,
});

/**
 * A Hoeffding tree that adapts to drift: each node watches its errors by an adaptive window (ADWIN). Where they grow, a second subtree
 * begins, which learns from the same rows and takes the node's place once it is better. Rows are answered by the tree alone. A stream
 * that begins with a model has its tree; what was thought of it begins anew.
 *
 * River's and MOA's trees put a second subtree in the node's place as soon as its first leaf is split; here it is compared, as the paper says.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { hoeffdingAdaptiveTreeClassifier, testThenTrain } from "millrace/ml";
 * const turned = (at: number) => (at < 4000 ? 0 : 1);
 * const rows = from(
 *   Array.from({ length: 8000 }, (_, at) => ({ features: [(at * 7) % 10], label: Math.abs(turned(at) - Number((at * 7) % 10 > 4)) })),
 * );
 * const answered = await rows.apply(testThenTrain(hoeffdingAdaptiveTreeClassifier())).collect();
 * console.log(answered.slice(6000).every((row) => row.prediction === row.label)); // true
 * ```
 * @see Bifet, Gavaldà, “Adaptive Learning from Evolving Data Streams”, IDA 2009 (HAT-ADWIN).
 */
export function hoeffdingAdaptiveTreeClassifier<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: HoeffdingAdaptiveTreeClassifierOptions<Features, Label, Prediction, Probability> = {},
): OnlineClassifier<Features, Label, Prediction, Probability, GrownTree> {
  const parameters = kind.read(options);
  const { features, label, weight, every, driftDelta, leastRows, switchDelta } = parameters;
  const learner = treeLearner(kind.name, parameters, (growth, saved, initial) => {
    const adaptive = { ...growth, driftDelta, leastRows, switchDelta };
    return initial === undefined
      ? new AdaptiveTree(adaptive, saved as SavedAdaptiveTree | undefined)
      : AdaptiveTree.of(initial, adaptive);
  });
  return onlineEstimator(kind, parameters, { learner, columns: { features, label, weight }, every });
}
