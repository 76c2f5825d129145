/**
 * Steps of stochastic gradient descent down the logistic loss, row after row: with `slope = weight·(p − y)`,
 * `w[i] ← w[i] − α·(slope·x[i] + λ·w[i])` and `intercept ← intercept − β·slope`.
 */
export function sgdLogisticRows(
  data: Float64Array, // [rows × columns], row-major
  labels: Float64Array, // [rows], 0 or 1
  weights: Float64Array | undefined, // [rows]
  from: number, // first row
  to: number, // last row + 1
  w: Float64Array, // [columns + 1], the intercept last
  alpha: number,
  beta: number,
  lambda: number,
): void {
  const columns = w.length - 1;
  const kept = 1 - alpha * lambda;
  for (let row = from; row < to; row++) {
    const start = row * columns;
    let score = w[columns]!;
    for (let i = 0; i < columns; i++) score += w[i]! * data[start + i]!;
    const slope = (1 / (1 + Math.exp(-score)) - labels[row]!) * (weights === undefined ? 1 : weights[row]!);
    w[columns] = w[columns]! - beta * slope;
    const step = alpha * slope;
    for (let i = 0; i < columns; i++) w[i] = kept * w[i]! - step * data[start + i]!;
  }
}

/**
 * The same down the cross entropy of several classes: of class k with probability p, `slope = weight·(p[k] − [y = k])`.
 */
export function sgdSoftmaxRows(
  data: Float64Array, // [rows × columns], row-major
  targets: Uint32Array, // [rows]: number of the class
  weights: Float64Array | undefined, // [rows]
  from: number, // first row
  to: number, // last row + 1
  w: Float64Array, // [classes × (columns + 1)], row-major, the intercept last
  scores: Float64Array, // [classes], overwritten
  alpha: number,
  beta: number,
  lambda: number,
): void {
  const classes = scores.length;
  const width = w.length / classes;
  const columns = width - 1;
  const kept = 1 - alpha * lambda;
  for (let row = from; row < to; row++) {
    const start = row * columns;
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0, at = 0; k < classes; k++, at += width) {
      let score = w[at + columns]!;
      for (let i = 0; i < columns; i++) score += w[at + i]! * data[start + i]!;
      scores[k] = score;
      if (score > largest) largest = score;
    }
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      scores[k] = Math.exp(scores[k]! - largest);
      sum += scores[k]!;
    }
    const weight = weights === undefined ? 1 : weights[row]!;
    for (let k = 0, at = 0; k < classes; k++, at += width) {
      const slope = weight * (scores[k]! / sum - (targets[row] === k ? 1 : 0));
      const step = alpha * slope;
      for (let i = 0; i < columns; i++) w[at + i] = kept * w[at + i]! - step * data[start + i]!;
      w[at + columns] = w[at + columns]! - beta * slope;
    }
  }
}
