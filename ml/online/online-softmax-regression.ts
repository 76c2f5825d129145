import { number, optional } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { mustFit } from "./checks.ts";
import { classAnswer, targetsOf } from "./class-answer.ts";
import { sgdSoftmaxRows } from "./kernels/sgd.ts";
import {
  classesAdds,
  classesOf,
  type OnlineClassesOptions,
  type OnlineClassifier,
  onlineClassesParameters,
} from "./online-classifier.ts";
import { onlineEstimator } from "./online-estimator.ts";
import type { OnlineLearner } from "./online-learner.ts";

/** Options of `onlineSoftmaxRegression`. */
export interface OnlineSoftmaxRegressionOptions<F extends string, L extends string, P extends string, Q extends string>
  extends OnlineClassesOptions<F, L, P, Q> {
  /** α > 0: a step is this times the gradient of a row's loss. Features should be scaled. Default 0.01. */
  readonly learningRate?: number;
  /** λ ≥ 0 of ½·λ·‖coefficients‖², which each row costs. Default 0. */
  readonly l2?: number;
  /** α of the intercepts; 0 leaves them at 0, as river does. Default: that of the coefficients. */
  readonly interceptRate?: number;
}

/** A row of coefficients for each class. */
export interface SoftmaxCoefficients {
  readonly classes: Float64Array; // [classes], ascending
  readonly coefficients: Float64Array; // [classes × columns], row-major
  readonly intercepts: Float64Array; // [classes]
}

const kind = stageKind({
  name: "onlineSoftmaxRegression",
  version: 1,
  parameters: {
    ...onlineClassesParameters,
    learningRate: number({ default: 0.01, above: 0 }),
    l2: number({ default: 0, min: 0 }),
    interceptRate: optional(number({ min: 0 })),
  },
  learned: { classes: "float64", coefficients: "float64", intercepts: "float64" },
  check: ({ classes, coefficients, intercepts }) =>
    classes.length >= 2 && intercepts.length === classes.length && coefficients.length % classes.length === 0
      ? undefined
      : "it must have coefficients and an intercept for each class",
  make: (options: OnlineSoftmaxRegressionOptions<string, string, string, string>) =>
    onlineSoftmaxRegression(options) as never,
});

/**
 * Multinomial logistic regression that learns on by stochastic gradient descent, a step with each row.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { onlineSoftmaxRegression } from "millrace/ml";
 * const rows = from([0, 1, 2, 0, 1, 2].map((label) => ({ features: [label === 0 ? 1 : 0, label === 1 ? 1 : 0], label })));
 * const softmax = onlineSoftmaxRegression({ classes: [0, 1, 2], learningRate: 1 });
 * const [version] = await softmax.fit(rows).versions.collect();
 * const [answer] = await softmax.model(version!.learned).transform(from([{ features: [0, 1] }])).collect();
 * console.log(answer!.prediction); // 1
 * ```
 * @see Bishop, “Pattern Recognition and Machine Learning”, 2006, §4.3.4; river's SoftmaxRegression.
 */
export function onlineSoftmaxRegression<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: OnlineSoftmaxRegressionOptions<Features, Label, Prediction, Probability> = {},
): OnlineClassifier<Features, Label, Prediction, Probability, SoftmaxCoefficients> {
  const parameters = kind.read(options);
  const { features, label, weight, every, learningRate, l2, interceptRate = learningRate } = parameters;
  const classes = classesOf(parameters);
  const learner: OnlineLearner<SoftmaxCoefficients> = {
    name: kind.name,
    labels: "classes",
    classes,
    adds: () => classesAdds(parameters, classes),
    sizeOf: ({ coefficients, intercepts }) => coefficients.length / intercepts.length,
    answerOf: (learned) => classAnswer(learned.classes, softmaxOf(together(learned), learned.classes.length)),
    open: (columns, { saved, initial }) => {
      if (initial !== undefined) mustFit(kind.name, columns, learner.sizeOf(initial));
      const start = initial === undefined ? new Float64Array(classes.length * (columns + 1)) : together(initial);
      const w = (saved as Float64Array | undefined) ?? start;
      const scores = new Float64Array(classes.length);
      const targets = targetsOf(classes);
      return {
        learn: ({ features: { data }, labels, weights }, from, to) =>
          sgdSoftmaxRows(
            data,
            targets(labels!, from, to),
            weights,
            from,
            to,
            w,
            scores,
            learningRate,
            interceptRate,
            l2,
          ),
        endBatch: () => undefined,
        learned: () => takenApart(w, classes),
        save: () => w,
        answer: classAnswer(classes, softmaxOf(w, classes.length)),
      };
    },
  };
  return onlineEstimator(kind, parameters, { learner, columns: { features, label, weight }, every });
}

/** Probabilities of classes. */
function softmaxOf(w: Float64Array, classes: number): Parameters<typeof classAnswer>[1] {
  const width = w.length / classes;
  return ({ features: { data, columns } }, row, out, at) => {
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) {
      let score = w[k * width + columns]!;
      for (let i = 0; i < columns; i++) score += w[k * width + i]! * data[row * columns + i]!;
      out[at + k] = score;
      largest = Math.max(largest, score);
    }
    for (let k = 0; k < classes; k++) out[at + k] = Math.exp(out[at + k]! - largest);
  };
}

/** Coefficients of each class with the intercept behind them. */
function together({ coefficients, intercepts }: SoftmaxCoefficients): Float64Array {
  const columns = coefficients.length / intercepts.length;
  const w = new Float64Array(coefficients.length + intercepts.length);
  intercepts.forEach((intercept, k) => {
    w.set(coefficients.subarray(k * columns, (k + 1) * columns), k * (columns + 1));
    w[k * (columns + 1) + columns] = intercept;
  });
  return w;
}

function takenApart(w: Float64Array, classes: Float64Array): SoftmaxCoefficients {
  const width = w.length / classes.length;
  return {
    classes,
    coefficients: w.filter((_, at) => at % width !== width - 1),
    intercepts: w.filter((_, at) => at % width === width - 1),
  };
}
