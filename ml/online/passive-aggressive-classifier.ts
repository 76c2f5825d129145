import { choice, number } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { type BinaryLinear, binaryAdds, binaryClasses, binaryLinearLearned } from "./binary-linear.ts";
import { linearLearner } from "./linear-task.ts";
import {
  type OnlineClassifier,
  type OnlineClassifierOptions,
  onlineClassifierParameters,
} from "./online-classifier.ts";
import { onlineEstimator } from "./online-estimator.ts";
import { passiveAggressiveStep } from "./passive-aggressive.ts";

/** Options of `passiveAggressiveClassifier`. */
export interface PassiveAggressiveClassifierOptions<
  F extends string,
  L extends string,
  P extends string,
  Q extends string,
> extends OnlineClassifierOptions<F, L, P, Q> {
  /** What a row that is wrong may cost at most: smaller is calmer. Above 0, default 1. */
  readonly c?: number;
  /** `"PA-I"`, the default: steps are at most c; `"PA-II"`: they shrink by it; `"hard"`: each row is put right, whatever it takes. */
  readonly variant?: "hard" | "PA-I" | "PA-II";
}

const kind = stageKind({
  name: "passiveAggressiveClassifier",
  version: 1,
  parameters: {
    ...onlineClassifierParameters,
    c: number({ default: 1, above: 0 }),
    variant: choice(["PA-I", "PA-II", "hard"]),
  },
  learned: binaryLinearLearned,
  make: (options: PassiveAggressiveClassifierOptions<string, string, string, string>) =>
    passiveAggressiveClassifier(options) as never,
});

/**
 * A linear classifier of labels 0 and 1 that learns on: it leaves what is right by a margin of 1, and makes the least step that puts
 * right what is not. Its probabilities are the logistic function of scores, no more.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { passiveAggressiveClassifier } from "millrace/ml";
 * const rows = from([{ features: [1, 1], label: 1 }, { features: [-1, 0], label: 0 }]);
 * const [model] = await passiveAggressiveClassifier().fit(rows).versions.collect();
 * console.log(model!.learned.coefficients); // [1.5, 0.5]
 * ```
 * @see Crammer, Dekel, Keshet, Shalev-Shwartz, Singer, “Online Passive-Aggressive Algorithms”, JMLR 7, 2006, §3; river's PAClassifier.
 */
export function passiveAggressiveClassifier<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: PassiveAggressiveClassifierOptions<Features, Label, Prediction, Probability> = {},
): OnlineClassifier<Features, Label, Prediction, Probability, BinaryLinear> {
  const parameters = kind.read(options);
  const { features, label, weight, prediction, probability, every } = parameters;
  const adds = () => binaryAdds(prediction, probability);
  const learner = linearLearner(
    { name: kind.name, labels: "classes", classes: binaryClasses, adds },
    passiveAggressiveStep(parameters, (score, wanted) => {
      const sign = wanted === 1 ? 1 : -1;
      return [Math.max(0, 1 - sign * score), sign];
    }),
  );
  return onlineEstimator(kind, parameters, { learner, columns: { features, label, weight }, every });
}
