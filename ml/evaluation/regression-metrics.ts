import { finiteNumbers, rowWeights, sameLength } from "./checks.ts";

/** Rows with the number that was, and the one that was predicted. */
export interface RegressionRows {
  readonly labels: ArrayLike<number>;
  readonly predictions: ArrayLike<number>;
  /** How much each row counts, ≥ 0. Default: all the same. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** How near predictions are. Where weights are given, means are by weight. */
export interface RegressionMetrics {
  readonly meanAbsoluteError: number;
  readonly meanSquaredError: number;
  readonly rootMeanSquaredError: number;
  readonly medianAbsoluteError: number;
  readonly maxError: number;
  /** The mean of the error over what was, 0 where all is right; enormous where what was is 0. */
  readonly meanAbsolutePercentageError: number;
  /** The mean squared distance of ln(1 + x); NaN where a number is −1 or less. */
  readonly meanSquaredLogError: number;
  /** The mean of what was less what was predicted. */
  readonly bias: number;
  /** 1 − the squared errors over those of the mean: at most 1. Where all labels are the same, 1 if predictions are right, else 0. */
  readonly r2: number;
  /** The same, of errors less their mean. */
  readonly explainedVariance: number;
}

/**
 * How near predictions of numbers are, by every common measure.
 *
 * @example
 * ```ts
 * import { regressionMetrics } from "millrace/ml";
 * const { meanAbsoluteError, r2 } = regressionMetrics({ labels: [1, 2, 3], predictions: [1, 2, 5] });
 * console.log(meanAbsoluteError, r2); // 0.6666666666666666 -1
 * ```
 */
export function regressionMetrics(given: RegressionRows): RegressionMetrics {
  const { rows, labels, predictions, weights } = checkedNumbers("a regression", given);
  const weightOf = (row: number): number => (weights === undefined ? 1 : weights[row]!);
  const total = weights === undefined ? rows : weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (numberOf: (row: number) => number): number => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += weightOf(row) * numberOf(row);
    return sum / total;
  };
  const errors = labels.map((label, row) => label - predictions[row]!);
  const bias = mean((row) => errors[row]!);
  const average = mean((row) => labels[row]!);
  const variance = mean((row) => (labels[row]! - average) ** 2);
  const meanSquaredError = mean((row) => errors[row]! ** 2);
  const absolute = errors.map(Math.abs);
  return {
    meanAbsoluteError: mean((row) => absolute[row]!),
    meanSquaredError,
    rootMeanSquaredError: Math.sqrt(meanSquaredError),
    medianAbsoluteError: weightedMedian(absolute, weights),
    maxError: absolute.reduce((most, error) => Math.max(most, error), 0),
    meanAbsolutePercentageError: mean((row) => absolute[row]! / Math.max(Math.abs(labels[row]!), Number.EPSILON)),
    meanSquaredLogError: mean((row) => (logOf(labels[row]!) - logOf(predictions[row]!)) ** 2),
    bias,
    r2: shareExplained(meanSquaredError, variance),
    explainedVariance: shareExplained(
      mean((row) => (errors[row]! - bias) ** 2),
      variance,
    ),
  };
}

export interface CheckedNumbers {
  readonly rows: number;
  readonly labels: Float64Array;
  readonly predictions: Float64Array;
  readonly weights: Float64Array | undefined;
}

export function checkedNumbers(what: string, { labels, predictions, weights }: RegressionRows): CheckedNumbers {
  const named = [
    { name: "labels", values: labels },
    { name: "predictions", values: predictions },
  ];
  const rows = sameLength(what, weights === undefined ? named : [...named, { name: "weights", values: weights }]);
  return {
    rows,
    labels: finiteNumbers(what, named[0]!),
    predictions: finiteNumbers(what, named[1]!),
    weights: rowWeights(what, weights, rows),
  };
}

function logOf(value: number): number {
  return value > -1 ? Math.log1p(value) : Number.NaN;
}

function shareExplained(unexplained: number, variance: number): number {
  if (variance > 0) return 1 - unexplained / variance;
  return unexplained > 0 ? 0 : 1;
}

/** The mean of the least number that half of the weight does not pass, and the least that more than half does not. */
function weightedMedian(values: Float64Array, weights: Float64Array | undefined): number {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const weightOf = (row: number): number => (weights === undefined ? 1 : weights[row]!);
  const half = order.reduce((sum, row) => sum + weightOf(row), 0) / 2;
  const counted = order.filter((row) => weightOf(row) > 0);
  let sum = 0;
  for (let at = 0; at < counted.length; at++) {
    sum += weightOf(counted[at]!);
    if (sum > half) return values[counted[at]!]!;
    if (sum === half) return (values[counted[at]!]! + values[counted[at + 1]!]!) / 2;
  }
  return values[counted.at(-1)!]!;
}
