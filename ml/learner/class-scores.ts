import { linearValues } from "../kernels/linear.ts";
import { type Matrix, zeros } from "../matrix/matrix.ts";

/** Linear scores of rows, one for each class (or for the second of two): `intercepts[k] + coefficients[k] · row`. */
export function linearScores(
  features: Matrix,
  coefficients: Float64Array, // [scores × columns], row-major
  intercepts: Float64Array, // [scores]
): Matrix {
  const { data, rows, columns } = features;
  const scores = zeros(rows, intercepts.length);
  const own = new Float64Array(rows);
  for (let k = 0; k < intercepts.length; k++) {
    linearValues(data, coefficients.subarray(k * columns, (k + 1) * columns), intercepts[k]!, rows, own);
    for (let row = 0; row < rows; row++) scores.data[row * scores.columns + k] = own[row]!;
  }
  return scores;
}

/** The class with the largest score of each row; of two classes with one score the second from above 0 on. */
export function predictedClasses({ data, rows, columns }: Matrix, classes: Float64Array): Float64Array {
  const predicted = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const base = row * columns;
    let best = 0;
    for (let k = 1; k < columns; k++) if (data[base + k]! > data[base + best]!) best = k;
    predicted[row] = classes[columns === 1 ? Number(data[base]! > 0) : best]!;
  }
  return predicted;
}

/** Probabilities of classes whose log likelihoods, up to a constant, are the scores; of one score the logistic function. */
export function probabilitiesOf(scores: Matrix): Matrix {
  return scores.columns === 1 ? logisticOf(scores) : softmaxOf(scores);
}

function logisticOf({ data, rows }: Matrix): Matrix {
  const probabilities = zeros(rows, 2);
  for (let row = 0; row < rows; row++) {
    const small = Math.exp(-Math.abs(data[row]!));
    const [less, more] = [small / (1 + small), 1 / (1 + small)];
    probabilities.data[2 * row] = data[row]! > 0 ? less : more;
    probabilities.data[2 * row + 1] = data[row]! > 0 ? more : less;
  }
  return probabilities;
}

function softmaxOf({ data, rows, columns }: Matrix): Matrix {
  const probabilities = zeros(rows, columns);
  for (let base = 0; base < data.length; base += columns) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < columns; k++) largest = Math.max(largest, data[base + k]!);
    let sum = 0;
    for (let k = 0; k < columns; k++) {
      const power = Math.exp(data[base + k]! - largest);
      probabilities.data[base + k] = power;
      sum += power;
    }
    for (let k = 0; k < columns; k++) probabilities.data[base + k]! /= sum;
  }
  return probabilities;
}
