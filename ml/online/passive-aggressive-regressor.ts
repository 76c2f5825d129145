import { type SupervisedOptions, supervisedParameters } from "../learner/supervised.ts";
import { choice, number } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { type BinaryLinear, binaryLinearLearned } from "./binary-linear.ts";
import { type Every, everyRows } from "./every.ts";
import { linearLearner } from "./linear-task.ts";
import type { OnlineRegressor } from "./online-classifier.ts";
import { onlineEstimator } from "./online-estimator.ts";
import { passiveAggressiveStep } from "./passive-aggressive.ts";

/** Options of `passiveAggressiveRegressor`. */
export interface PassiveAggressiveRegressorOptions<F extends string, L extends string, P extends string>
  extends SupervisedOptions<F, L, P> {
  /** What a row that is wrong may cost at most: smaller is calmer. Above 0, default 1. */
  readonly c?: number;
  /** `"PA-I"`, the default: steps are at most c; `"PA-II"`: they shrink by it; `"hard"`: each row is put right, whatever it takes. */
  readonly variant?: "hard" | "PA-I" | "PA-II";
  /** How far from the label a prediction is right, in units of the label. Default 0.1. */
  readonly epsilon?: number;
  /** After how many rows, or in which windows, there is a new model. Default 1000 rows. */
  readonly every?: Every;
}

const kind = stageKind({
  name: "passiveAggressiveRegressor",
  version: 1,
  parameters: {
    ...supervisedParameters,
    c: number({ default: 1, above: 0 }),
    variant: choice(["PA-I", "PA-II", "hard"]),
    epsilon: number({ default: 0.1, min: 0, unit: "units of the label" }),
    every: everyRows(1000),
  },
  learned: binaryLinearLearned,
  make: (options: PassiveAggressiveRegressorOptions<string, string, string>) =>
    passiveAggressiveRegressor(options) as never,
});

/**
 * A linear function of numbers that learns on: it leaves what is right up to epsilon, and makes the least step that puts right what is
 * not.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { passiveAggressiveRegressor } from "millrace/ml";
 * const rows = from([{ features: [1], label: 3 }, { features: [2], label: 5 }]);
 * const [model] = await passiveAggressiveRegressor({ epsilon: 0 }).fit(rows).versions.collect();
 * console.log(model!.learned); // { coefficients: [2], intercept: 1.5 }
 * ```
 * @see Crammer, Dekel, Keshet, Shalev-Shwartz, Singer, “Online Passive-Aggressive Algorithms”, JMLR 7, 2006, §5. It is
 *   scikit-learn's; river's PARegressor takes labels for classes in its loss.
 */
export function passiveAggressiveRegressor<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
>(
  options: PassiveAggressiveRegressorOptions<Features, Label, Prediction> = {},
): OnlineRegressor<Features, Label, Prediction, BinaryLinear> {
  const parameters = kind.read(options);
  const { features, label, weight, prediction, every, epsilon } = parameters;
  const learner = linearLearner(
    { name: kind.name, labels: "numbers", adds: () => [{ name: prediction }] },
    passiveAggressiveStep(parameters, (score, wanted) => [
      Math.max(0, Math.abs(wanted - score) - epsilon),
      Math.sign(wanted - score),
    ]),
  );
  return onlineEstimator(kind, parameters, { learner, columns: { features, label, weight }, every });
}
