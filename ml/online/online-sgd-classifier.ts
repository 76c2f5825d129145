import { number, optional } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { type BinaryLinear, binaryAdds, binaryClasses, binaryLinearLearned } from "./binary-linear.ts";
import { sgdLogisticRows } from "./kernels/sgd.ts";
import { linearLearner } from "./linear-task.ts";
import {
  type OnlineClassifier,
  type OnlineClassifierOptions,
  onlineClassifierParameters,
} from "./online-classifier.ts";
import { onlineEstimator } from "./online-estimator.ts";

/** Options of `onlineSgdClassifier`. */
export interface OnlineSgdClassifierOptions<F extends string, L extends string, P extends string, Q extends string>
  extends OnlineClassifierOptions<F, L, P, Q> {
  /** α > 0: a step is this times the gradient of a row's loss. Features should be scaled. Default 0.01. */
  readonly learningRate?: number;
  /** λ ≥ 0 of ½·λ·‖coefficients‖², which each row costs; the intercept costs nothing. Default 0. */
  readonly l2?: number;
  /** α of the intercept; 0 leaves it at 0. Default: that of the coefficients. */
  readonly interceptRate?: number;
}

const kind = stageKind({
  name: "onlineSgdClassifier",
  version: 1,
  parameters: {
    ...onlineClassifierParameters,
    learningRate: number({ default: 0.01, above: 0 }),
    l2: number({ default: 0, min: 0 }),
    interceptRate: optional(number({ min: 0 })),
  },
  learned: binaryLinearLearned,
  make: (options: OnlineSgdClassifierOptions<string, string, string, string>) => onlineSgdClassifier(options) as never,
});

/**
 * Logistic regression of labels 0 and 1 that learns on by stochastic gradient descent, a step with each row.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { onlineSgdClassifier } from "millrace/ml";
 * const rows = from([-2, 2, -1, 1].map((x) => ({ features: [x], label: Number(x > 0) })));
 * const [model] = await onlineSgdClassifier({ learningRate: 0.5 }).fit(rows).versions.collect();
 * console.log(model!.learned.coefficients[0]! > 1); // true
 * ```
 * @see Bottou, “Online Learning and Stochastic Approximations”, 1998; river's LogisticRegression.
 */
export function onlineSgdClassifier<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: OnlineSgdClassifierOptions<Features, Label, Prediction, Probability> = {},
): OnlineClassifier<Features, Label, Prediction, Probability, BinaryLinear> {
  const parameters = kind.read(options);
  const { features, label, weight, prediction, probability, every, learningRate, l2 } = parameters;
  const { interceptRate = learningRate } = parameters;
  const adds = () => binaryAdds(prediction, probability);
  const learner = linearLearner(
    { name: kind.name, labels: "classes", classes: binaryClasses, adds },
    ({ features: { data }, labels, weights }, from, to, w) =>
      sgdLogisticRows(data, labels!, weights, from, to, w, learningRate, interceptRate, l2),
  );
  return onlineEstimator(kind, parameters, { learner, columns: { features, label, weight }, every });
}
