import { stageKind } from "../stages/stage-kind.ts";
import { checkGrownTree, type GrownTree, grownTreeLearned } from "./grown-tree.ts";
import { HoeffdingTree, type SavedTree } from "./hoeffding-tree.ts";
import type { OnlineClassifier } from "./online-classifier.ts";
import { onlineEstimator } from "./online-estimator.ts";
import { type OnlineTreeOptions, onlineTreeParameters, treeLearner } from "./tree-classifier.ts";

/** Options of `hoeffdingTreeClassifier`. */
export type HoeffdingTreeClassifierOptions<
  F extends string,
  L extends string,
  P extends string,
  Q extends string,
> = OnlineTreeOptions<F, L, P, Q>;

const kind = stageKind({
  name: "hoeffdingTreeClassifier",
  version: 1,
  parameters: onlineTreeParameters,
  learned: grownTreeLearned,
  check: checkGrownTree,
  make: (options: HoeffdingTreeClassifierOptions<string, string, string, string>) =>
    hoeffdingTreeClassifier(options) as never,
});

/**
 * A decision tree that grows with the rows of a stream, of which it keeps none: a leaf keeps a normal distribution of each feature in
 * each class, and is split once the Hoeffding bound says that more rows would not choose another split. Memory is leaves · classes · features.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { hoeffdingTreeClassifier, testThenTrain } from "millrace/ml";
 * const rows = from(Array.from({ length: 2000 }, (_, at) => ({ features: [(at * 7) % 10], label: Number((at * 7) % 10 > 4) })));
 * const answered = await rows.apply(testThenTrain(hoeffdingTreeClassifier())).collect();
 * console.log(answered.slice(1000).every((row) => row.prediction === row.label)); // true
 * ```
 * @see Domingos, Hulten, “Mining High-Speed Data Streams”, KDD 2000; Gama, Rocha, Medas, “Accurate Decision Trees for Mining High-speed
 *   Data Streams”, KDD 2003 (leaves by naive Bayes); river's HoeffdingTreeClassifier.
 */
export function hoeffdingTreeClassifier<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: HoeffdingTreeClassifierOptions<Features, Label, Prediction, Probability> = {},
): OnlineClassifier<Features, Label, Prediction, Probability, GrownTree> {
  const parameters = kind.read(options);
  const { features, label, weight, every } = parameters;
  const learner = treeLearner(
    kind.name,
    parameters,
    (growth, saved, initial) => initial ?? new HoeffdingTree(growth, saved as SavedTree | undefined),
  );
  return onlineEstimator(kind, parameters, { learner, columns: { features, label, weight }, every });
}
