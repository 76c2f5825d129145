import { type Classifier, type ClassifierOptions, classifierParameters, supervised } from "../learner/supervised.ts";
import { choice } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { classLearner } from "./forest-learners.ts";
import { checkClassForest, forestClassAnswers } from "./forest-stages.ts";
import type { Forest } from "./learned.ts";
import type { ForestOptions, TreeCriterion } from "./options.ts";
import { criterionParameter, treeParameters, treesParameter } from "./tree-parameters.ts";
import { forestLearned } from "./trees-learned.ts";

/** Options of `extraTreesClassifier`. By default a split chooses from √n features. */
export interface ExtraTreesClassifierOptions<F extends string, L extends string, P extends string, Q extends string>
  extends ClassifierOptions<F, L, P, Q>,
    ForestOptions,
    TreeCriterion {}

const kind = stageKind({
  name: "extraTreesClassifier",
  version: 2,
  parameters: {
    ...classifierParameters,
    ...treeParameters,
    ...criterionParameter,
    ...treesParameter,
    featuresPerSplit: choice(["sqrt", "log2", "third", "all"]),
  },
  learned: forestLearned,
  check: checkClassForest,
  // Version 1 had numbers as features alone.
  upgrade: (saved) => saved,
  make: (options: ExtraTreesClassifierOptions<string, string, string, string>) => extraTreesClassifier(options),
});

/**
 * Extremely randomized trees: each split takes the best of one threshold drawn for each of some features.
 * A prediction is the mean of the shares in their leaves.
 * All rows must fit into memory at a byte for each value: features are binned, 255 bins at most, by a first pass over the rows.
 * Missing values (NaN) go to the side that gains more. Of features that are said to be `categorical` a split draws any set of
 * the categories that come to it; what is missing is one of them.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { extraTreesClassifier } from "millrace/ml";
 * const rows = from([1, 2, 3, 7, 8, 9].map((x) => ({ features: [x], label: x > 5 ? 1 : 0 })));
 * const model = await extraTreesClassifier().fit(rows);
 * console.log((await model.transform(from([{ features: [8] }])).collect())[0]!.prediction); // 1
 * ```
 * @see Geurts, Ernst, Wehenkel, “Extremely Randomized Trees”, Machine Learning 63, 2006.
 */
export function extraTreesClassifier<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: ExtraTreesClassifierOptions<Features, Label, Prediction, Probability> = {},
): Classifier<Features, Label, Prediction, Probability, Forest> {
  const parameters = kind.read(options);
  const learner = classLearner(kind.name, parameters, { rows: "all", splits: "random" });
  return supervised(kind, parameters, learner, (learned) => forestClassAnswers(learned, parameters));
}
