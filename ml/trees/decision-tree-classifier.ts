import { type Classifier, type ClassifierOptions, classifierParameters, supervised } from "../learner/supervised.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { classLearner } from "./forest-learners.ts";
import { checkClassForest, forestClassAnswers } from "./forest-stages.ts";
import type { Forest } from "./learned.ts";
import type { TreeCriterion, TreeOptions } from "./options.ts";
import { criterionParameter, treeParameters } from "./tree-parameters.ts";
import { forestLearned } from "./trees-learned.ts";

/** Options of `decisionTreeClassifier`. */
export interface DecisionTreeClassifierOptions<F extends string, L extends string, P extends string, Q extends string>
  extends ClassifierOptions<F, L, P, Q>,
    TreeOptions,
    TreeCriterion {}

const kind = stageKind({
  name: "decisionTreeClassifier",
  version: 2,
  parameters: { ...classifierParameters, ...treeParameters, ...criterionParameter },
  learned: forestLearned,
  check: checkClassForest,
  // Version 1 had numbers as features alone.
  upgrade: (saved) => saved,
  make: (options: DecisionTreeClassifierOptions<string, string, string, string>) => decisionTreeClassifier(options),
});

/**
 * A decision tree: splits by one feature after another, until leaves hold one class each or limits are reached.
 * All rows must fit into memory at a byte for each value: features are binned, 255 bins at most, by a first pass over the rows.
 * Missing values (NaN) go to the side that gains more. Features that are said to be `categorical` are split into the best two sets of
 * their categories, of which what is missing is one; of more than two classes, and more than 8 categories in a node, into the best two that are
 * a beginning and an end of an order by the share of one class.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { decisionTreeClassifier } from "millrace/ml";
 * const rows = from([1, 2, 3, 7, 8, 9].map((x) => ({ features: [x], label: x > 5 ? 1 : 0 })));
 * const model = await decisionTreeClassifier().fit(rows);
 * console.log((await model.transform(from([{ features: [8] }])).collect())[0]!.prediction); // 1
 * ```
 * @see Breiman, Friedman, Olshen, Stone, “Classification and Regression Trees”, 1984; by histograms as in Ke et al., NIPS 2017.
 */
export function decisionTreeClassifier<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: DecisionTreeClassifierOptions<Features, Label, Prediction, Probability> = {},
): Classifier<Features, Label, Prediction, Probability, Forest> {
  const parameters = kind.read(options);
  const learner = classLearner(kind.name, parameters, { rows: "all", splits: "best" });
  return supervised(kind, parameters, learner, (learned) => forestClassAnswers(learned, parameters));
}
