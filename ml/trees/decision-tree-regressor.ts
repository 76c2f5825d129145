import { type Regressor, type SupervisedOptions, supervised, supervisedParameters } from "../learner/supervised.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { numberLearner } from "./forest-learners.ts";
import { checkNumberForest, forestNumberAnswers } from "./forest-stages.ts";
import type { Forest } from "./learned.ts";
import type { TreeOptions } from "./options.ts";
import { treeParameters } from "./tree-parameters.ts";
import { forestLearned } from "./trees-learned.ts";

/** Options of `decisionTreeRegressor`. */
export interface DecisionTreeRegressorOptions<F extends string, L extends string, P extends string>
  extends SupervisedOptions<F, L, P>,
    TreeOptions {}

const kind = stageKind({
  name: "decisionTreeRegressor",
  version: 2,
  parameters: { ...supervisedParameters, ...treeParameters },
  learned: forestLearned,
  check: checkNumberForest,
  // Version 1 had numbers as features alone.
  upgrade: (saved) => saved,
  make: (options: DecisionTreeRegressorOptions<string, string, string>) => decisionTreeRegressor(options),
});

/**
 * A regression tree: splits by one feature after another, each of which reduces the squared distances from the mean label most.
 * All rows must fit into memory at a byte for each value: features are binned, 255 bins at most, by a first pass over the rows.
 * Missing values (NaN) go to the side that gains more. Features that are said to be `categorical` are split into the best two sets of
 * their categories, of which what is missing is one.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { decisionTreeRegressor } from "millrace/ml";
 * const rows = from([1, 2, 3, 7, 8, 9].map((x) => ({ features: [x], label: x > 5 ? 30 : 10 })));
 * const model = await decisionTreeRegressor().fit(rows);
 * console.log(Math.round((await model.transform(from([{ features: [8] }])).collect())[0]!.prediction)); // 30
 * ```
 * @see Breiman, Friedman, Olshen, Stone, “Classification and Regression Trees”, 1984; by histograms as in Ke et al., NIPS 2017.
 */
export function decisionTreeRegressor<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
>(
  options: DecisionTreeRegressorOptions<Features, Label, Prediction> = {},
): Regressor<Features, Label, Prediction, Forest> {
  const parameters = kind.read(options);
  const learner = numberLearner(kind.name, parameters, { rows: "all", splits: "best" });
  return supervised(kind, parameters, learner, (learned) => forestNumberAnswers(learned, parameters.prediction));
}
