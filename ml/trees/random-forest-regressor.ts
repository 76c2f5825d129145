import { type Regressor, type SupervisedOptions, supervised, supervisedParameters } from "../learner/supervised.ts";
import { choice } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { numberLearner } from "./forest-learners.ts";
import { checkNumberForest, forestNumberAnswers } from "./forest-stages.ts";
import type { Forest } from "./learned.ts";
import type { ForestOptions } from "./options.ts";
import { treeParameters, treesParameter } from "./tree-parameters.ts";
import { forestLearned } from "./trees-learned.ts";

/** Options of `randomForestRegressor`. By default a split chooses from all features. */
export interface RandomForestRegressorOptions<F extends string, L extends string, P extends string>
  extends SupervisedOptions<F, L, P>,
    ForestOptions {}

const kind = stageKind({
  name: "randomForestRegressor",
  version: 2,
  parameters: {
    ...supervisedParameters,
    ...treeParameters,
    ...treesParameter,
    featuresPerSplit: choice(["all", "third", "sqrt", "log2"]),
  },
  learned: forestLearned,
  check: checkNumberForest,
  // Version 1 had numbers as features alone.
  upgrade: (saved) => saved,
  make: (options: RandomForestRegressorOptions<string, string, string>) => randomForestRegressor(options),
});

/**
 * A random forest: trees that each learn from rows drawn with replacement, and whose splits choose from features drawn anew.
 * A prediction is the mean of their leaves.
 * All rows must fit into memory at a byte for each value: features are binned, 255 bins at most, by a first pass over the rows.
 * Missing values (NaN) go to the side that gains more. Features that are said to be `categorical` are split into the best two sets of
 * their categories, of which what is missing is one.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { randomForestRegressor } from "millrace/ml";
 * const rows = from([1, 2, 3, 7, 8, 9].map((x) => ({ features: [x], label: x > 5 ? 30 : 10 })));
 * const model = await randomForestRegressor().fit(rows);
 * console.log(Math.round((await model.transform(from([{ features: [8] }])).collect())[0]!.prediction)); // 30
 * ```
 * @see Breiman, “Random Forests”, Machine Learning 45, 2001.
 */
export function randomForestRegressor<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
>(
  options: RandomForestRegressorOptions<Features, Label, Prediction> = {},
): Regressor<Features, Label, Prediction, Forest> {
  const parameters = kind.read(options);
  const learner = numberLearner(kind.name, parameters, { rows: "bootstrap", splits: "best" });
  return supervised(kind, parameters, learner, (learned) => forestNumberAnswers(learned, parameters.prediction));
}
