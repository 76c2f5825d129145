import { type Regressor, type SupervisedOptions, supervised, supervisedParameters } from "../learner/supervised.ts";
import { choice, number, optional } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { boostedTogether, boostingOf, boostingParameters } from "./boosting-parameters.ts";
import { boostedNumbers } from "./boosting-training.ts";
import type { Boosted } from "./learned.ts";
import { type NumberLoss, type NumberLossName, numberLoss } from "./number-losses.ts";
import type { BoostingOptions } from "./options.ts";
import { boostedScores } from "./tree-scores.ts";
import { boostedLearned, checkTrees } from "./trees-learned.ts";

/** Options of `gradientBoostingRegressor`. */
export interface GradientBoostingRegressorOptions<F extends string, L extends string, P extends string>
  extends SupervisedOptions<F, L, P>,
    BoostingOptions {
  /**
   * What trees make small: squares of errors (predictions are means), errors themselves (medians), the pinball loss (quantiles), or half the
   * deviance of counts (Poisson) or of positive numbers that spread as they grow (gamma), both by the logarithm of the mean.
   * Default `"squaredError"`.
   */
  readonly loss?: NumberLossName;
  /**
   * The share of labels that shall be below predictions, between 0 and 1; of the loss `"quantile"`. Default 0.5. A quantile is the label up to which
   * there is so much weight, or halfway to the next where it is just so much; scikit-learn's interpolates where rows have no weights.
   */
  readonly quantile?: number;
}

const kind = stageKind({
  name: "gradientBoostingRegressor",
  version: 2,
  parameters: {
    ...supervisedParameters,
    ...boostingParameters,
    loss: choice(["squaredError", "absoluteError", "quantile", "poisson", "gamma"]),
    quantile: optional(number({ above: 0, below: 1 })),
  },
  learned: boostedLearned,
  check: (learned) => {
    const { classes, baseline } = learned;
    const scores = 1;
    if (classes.length > 0 || baseline.length !== scores) return "it must have a baseline for each score";
    return checkTrees(learned, 1);
  },
  // Version 1 had squared errors alone, which are the default.
  upgrade: (saved) => saved,
  make: (options: GradientBoostingRegressorOptions<string, string, string>) => gradientBoostingRegressor(options),
});

/**
 * Gradient boosting of numbers, by squared errors or another loss: trees added one after another, each of which reduces the loss that those before it have left.
 * Trees grow leaf by leaf on histograms.
 * All rows must fit into memory at a byte for each value: features are binned, 255 bins at most, by a first pass over the rows.
 * Missing values (NaN) go to the side that gains more; so do categories, any of them, where features are said to be `categorical`.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { gradientBoostingRegressor } from "millrace/ml";
 * const rows = from([1, 2, 3, 7, 8, 9].map((x) => ({ features: [x], label: x > 5 ? 30 : 10 })));
 * const model = await gradientBoostingRegressor({ minLeafRows: 1 }).fit(rows);
 * console.log(Math.round((await model.transform(from([{ features: [8] }])).collect())[0]!.prediction)); // 30
 * ```
 * @see Friedman, “Greedy Function Approximation: A Gradient Boosting Machine”, Ann. Stat. 29, 2001; Ke et al., “LightGBM: A Highly
 *   Efficient Gradient Boosting Decision Tree”, NIPS 2017.
 */
export function gradientBoostingRegressor<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
>(
  options: GradientBoostingRegressorOptions<Features, Label, Prediction> = {},
): Regressor<Features, Label, Prediction, Boosted> {
  const parameters = kind.read(options);
  const how = boostingOf(kind.name, parameters);
  const loss = lossOf(parameters);
  const learner = {
    name: kind.name,
    labels: "numbers" as const,
    squares: parameters.loss === "squaredError" || parameters.loss === "poisson" ? (["labels"] as const) : [],
    missing: "taken" as const,
    resumes: 1,
    train: (columns: number) => boostedNumbers(columns, how, loss),
    inThreads: boostedTogether((columns, team) => boostedNumbers(columns, how, loss, team)),
  };
  return supervised(kind, parameters, learner, (learned) => ({
    size: learned.columns,
    missing: "taken",
    adds: [{ name: parameters.prediction }],
    open: () => (features) => {
      const scores = boostedScores(features, learned).data;
      return [loss.isLog === true ? scores.map(Math.exp) : scores];
    },
  }));
}

function lossOf({
  loss,
  quantile,
}: {
  readonly loss: NumberLossName;
  readonly quantile: number | undefined;
}): NumberLoss {
  if (quantile === undefined || loss === "quantile") return numberLoss(loss, quantile ?? 0.5);
  throw new TypeError(
    `Cannot set quantile in ${kind.name} as only the loss "quantile" has one: got ${quantile} with the loss "${loss}"; set loss: "quantile"`,
  );
}
