import { type ClassifierOptions, classifierParameters } from "../learner/supervised.ts";
import { choice, number, optional, yesNo } from "../stages/parameters.ts";
import type { Columns, NumberValue, VectorValue } from "../stages/row-types.ts";
import { stageKind } from "../stages/stage-kind.ts";
import {
  apart,
  type BinaryLinear,
  binaryAdds,
  binaryClasses,
  binaryLinearLearned,
  logisticAnswer,
  scoreOf,
  withIntercept,
} from "./binary-linear.ts";
import { mustFit } from "./checks.ts";
import { type Every, everyRows } from "./every.ts";
import { ftrlRows, ftrlSparseRows } from "./kernels/ftrl.ts";
import { type OnlineEstimator, onlineEstimator } from "./online-estimator.ts";
import type { OnlineLearner, OnlineRows, OnlineTask } from "./online-learner.ts";

/** Options of `onlineLogisticRegression`. */
export interface OnlineLogisticRegressionOptions<
  Features extends string,
  Label extends string,
  Prediction extends string,
  Probability extends string,
> extends ClassifierOptions<Features, Label, Prediction, Probability> {
  /** α > 0: about the first step of a coefficient. Default 0.1. */
  readonly learningRate?: number;
  /** β ≥ 0: the larger, the less steps shrink at first. Default 0.1. */
  readonly beta?: number;
  /** λ₁ ≥ 0: larger gives more coefficients that are 0. Default 0. */
  readonly l1?: number;
  /** λ₂ ≥ 0: larger gives smaller coefficients. Default 0. */
  readonly l2?: number;
  /** Whether a constant is learned, penalised as a coefficient. Default true, in Flink's convention false. */
  readonly intercept?: boolean;
  /**
   * `"textbook"`, the default: a step with each row. `"flink"`: one with each batch of `every`, by the mean gradient of the rows that
   * have the feature; of sparse vectors the weight of a row counts in the divisor only, of dense ones nowhere.
   */
  readonly convention?: "textbook" | "flink";
  /** After how many rows, or in which windows, there is a new model. Default 32 rows. */
  readonly every?: Every;
}

const kind = stageKind({
  name: "onlineLogisticRegression",
  version: 1,
  parameters: {
    ...classifierParameters,
    learningRate: number({ default: 0.1, above: 0 }),
    beta: number({ default: 0.1, min: 0 }),
    l1: number({ default: 0, min: 0 }),
    l2: number({ default: 0, min: 0 }),
    intercept: optional(yesNo(true)),
    convention: choice(["textbook", "flink"]),
    every: everyRows(32),
  },
  learned: binaryLinearLearned,
  make: (options: OnlineLogisticRegressionOptions<string, string, string, string>) =>
    onlineLogisticRegression(options) as never,
});

/**
 * Logistic regression that learns on, by FTRL-Proximal: labels are 0 and 1. Coefficients that do not help stay 0 with `l1`. Sparse
 * vectors are taken as they are: a row costs as much as it has numbers.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { onlineLogisticRegression } from "millrace/ml";
 * const rows = from([-2, 2, -1, 1, -3, 3].map((x) => ({ features: [x], label: x > 0 ? 1 : 0 })));
 * const models = onlineLogisticRegression({ every: 2 }).fit(rows);
 * const last = (await models.versions.collect()).at(-1)!;
 * console.log(last.version, last.learned.coefficients[0]! > 0); // 2 true
 * ```
 * @see McMahan et al., “Ad Click Prediction: a View from the Trenches”, KDD 2013, Algorithm 1; Apache Flink ML's
 *   OnlineLogisticRegression.
 */
export function onlineLogisticRegression<
  const Features extends string = "features",
  const Label extends string = "label",
  const Prediction extends string = "prediction",
  const Probability extends string = "probability",
>(
  options: OnlineLogisticRegressionOptions<Features, Label, Prediction, Probability> = {},
): OnlineEstimator<
  Columns<Features, VectorValue> & Columns<Label, NumberValue>,
  { [Name in NoInfer<Prediction>]: number } & { [Name in NoInfer<Probability>]: Float64Array },
  Columns<Features, VectorValue>,
  BinaryLinear
> {
  const parameters = kind.read(options);
  const { features, label, weight, prediction, probability, every, convention } = parameters;
  const { learningRate, beta, l1, l2, intercept = convention === "textbook" } = parameters;
  const how = Float64Array.of(learningRate, beta, l1, l2, intercept ? 1 : 0);
  const learner: OnlineLearner<BinaryLinear> = {
    name: kind.name,
    labels: "classes",
    classes: binaryClasses,
    sparse: "taken",
    adds: () => binaryAdds(prediction, probability),
    sizeOf: ({ coefficients }) => coefficients.length,
    answerOf: (learned) => logisticAnswer(withIntercept(learned)),
    open: (columns, from) => {
      if (from.initial !== undefined) mustFit(kind.name, columns, from.initial.coefficients.length);
      return convention === "flink" ? byBatch(columns, from, how) : rowByRow(columns, from, how);
    },
  };
  return onlineEstimator(kind, parameters, { learner, columns: { features, label, weight }, every });
}

interface Begin {
  readonly saved?: unknown;
  readonly initial?: BinaryLinear | undefined;
}

interface Saved {
  readonly w: Float64Array;
  readonly z: Float64Array;
  readonly n: Float64Array;
}

function startOf(columns: number, initial: BinaryLinear | undefined): Saved {
  const zeros = (): Float64Array => new Float64Array(columns + 1);
  return { w: initial === undefined ? zeros() : withIntercept(initial), z: zeros(), n: zeros() };
}

function rowByRow(columns: number, { saved, initial }: Begin, how: Float64Array): OnlineTask<BinaryLinear> {
  const { w, z, n } = (saved as Saved | undefined) ?? startOf(columns, initial);
  if (saved === undefined) {
    // Of sums that give the coefficients that it begins with.
    const [alpha, beta, l1, l2] = how as unknown as [number, number, number, number];
    z.forEach((_, i) => {
      z[i] = w[i] === 0 ? 0 : -w[i]! * (beta / alpha + l2) - Math.sign(w[i]!) * l1;
    });
  }
  return {
    learn: ({ features: { data }, sparse, labels, weights }, from, to) => {
      if (sparse === undefined) ftrlRows(data, labels!, weights, from, to, w, z, n, how);
      else ftrlSparseRows(sparse.starts, sparse.indices, sparse.values, labels!, weights, from, to, w, z, n, how);
    },
    endBatch: () => undefined,
    learned: () => apart(w),
    save: () => ({ w, z, n }),
    answer: logisticAnswer(w),
  };
}

interface SavedBatch extends Saved {
  readonly gradient: Float64Array;
  readonly divisors: Float64Array;
}

/** @see org.apache.flink.ml.classification.OnlineLogisticRegression: CalculateLocalGradient, UpdateModel. */
function byBatch(columns: number, { saved, initial }: Begin, how: Float64Array): OnlineTask<BinaryLinear> {
  const start = (): SavedBatch => ({
    ...startOf(columns, initial),
    gradient: new Float64Array(columns + 1),
    divisors: new Float64Array(columns + 1),
  });
  const sums = (saved as SavedBatch | undefined) ?? start();
  const hasIntercept = how[4] === 1;
  return {
    learn: (rows, from, to) => {
      for (let row = from; row < to; row++) addGradient(rows, row, sums, hasIntercept);
    },
    endBatch: () => step(sums, how),
    learned: () => apart(sums.w),
    save: () => sums,
    answer: logisticAnswer(sums.w),
  };
}

function addGradient(
  rows: OnlineRows,
  row: number,
  { w, gradient, divisors }: SavedBatch,
  hasIntercept: boolean,
): void {
  const { features, sparse, labels, weights } = rows;
  const last = w.length - 1;
  const score = scoreOf(w, rows, row) + w[last]!;
  const error = 1 / (1 + Math.exp(-score)) - labels![row]!;
  // Flink's rule.
  const divisor = sparse === undefined ? 1 : (weights?.[row] ?? 1);
  const [start, end] = sparse === undefined ? [0, features.columns] : [sparse.starts[row]!, sparse.starts[row + 1]!];
  for (let at = start; at < end; at++) {
    const i = sparse === undefined ? at : sparse.indices[at]!;
    const x = sparse === undefined ? features.data[row * features.columns + at]! : sparse.values[at]!;
    gradient[i]! += error * x;
    divisors[i]! += divisor;
  }
  if (!hasIntercept) return;
  gradient[last]! += error;
  divisors[last]! += divisor;
}

function step({ w, z, n, gradient, divisors }: SavedBatch, how: Float64Array): void {
  const [alpha, beta, l1, l2] = how as unknown as [number, number, number, number];
  for (let i = 0; i < w.length; i++) {
    const g = divisors[i] === 0 ? 0 : gradient[i]! / divisors[i]!;
    const sigma = (Math.sqrt(n[i]! + g * g) - Math.sqrt(n[i]!)) / alpha;
    z[i]! += g - sigma * w[i]!;
    n[i]! += g * g;
    const zi = z[i]!;
    w[i] = Math.abs(zi) <= l1 ? 0 : (Math.sign(zi) * l1 - zi) / ((beta + Math.sqrt(n[i]!)) / alpha + l2);
  }
  gradient.fill(0);
  divisors.fill(0);
}
