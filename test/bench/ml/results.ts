import { rowsBetween } from "../../../ml/matrix/matrix.ts";
import type { Boosted, ClassifierCoefficients, Forest, Matrix } from "../../../ml/mod.ts";
import { blockRows } from "../../../ml/stages/row-blocks.ts";
import { boostedScores, forestShares } from "../../../ml/trees/tree-scores.ts";

export function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Blocks of rows, as learners see them. */
export function showBlocks(features: Matrix, see: (block: Matrix) => void): void {
  for (let start = 0; start < features.rows; start += blockRows) {
    see(rowsBetween(features, start, Math.min(features.rows, start + blockRows)));
  }
}

/** Σ log loss + ½·‖coefficients‖². */
export function logisticObjective(
  { classes, coefficients, intercepts }: ClassifierCoefficients,
  { data, rows, columns }: Matrix,
  labels: Float64Array,
): number {
  let total = coefficients.reduce((squares, value) => squares + value * value, 0) / 2;
  const scores = new Float64Array(classes.length);
  for (let row = 0; row < rows; row++) {
    scores[0] = 0;
    intercepts.forEach((intercept, k) => {
      scores[classes.length === 2 ? 1 : k] =
        intercept + product(coefficients, k * columns, data, row * columns, columns);
    });
    const largest = Math.max(...scores);
    total +=
      largest +
      Math.log(scores.reduce((powers, score) => powers + Math.exp(score - largest), 0)) -
      scores[labels[row]!]!;
  }
  return total;
}

/** Σ squared hinge loss + ½·(‖coefficients‖² + intercept²). */
export function squaredHingeObjective(
  { coefficients, intercepts }: ClassifierCoefficients,
  { data, rows, columns }: Matrix,
  labels: Float64Array,
): number {
  let total = (coefficients.reduce((squares, value) => squares + value * value, 0) + intercepts[0]! ** 2) / 2;
  for (let row = 0; row < rows; row++) {
    const score = intercepts[0]! + product(coefficients, 0, data, row * columns, columns);
    total += Math.max(0, 1 - (labels[row] === 1 ? score : -score)) ** 2;
  }
  return total;
}

function product(a: Float64Array, from: number, b: Float64Array, to: number, count: number): number {
  let total = 0;
  for (let at = 0; at < count; at++) total += a[from + at]! * b[to + at]!;
  return total;
}

/** A score of the second of two classes for each row, above 0 where it is the likelier. */
export function answersOf(learned: Forest | Boosted, features: Matrix): Float64Array {
  if ("baseline" in learned) return boostedScores(features, learned).data;
  const shares = forestShares(features, learned).data;
  return Float64Array.from({ length: features.rows }, (_, row) => shares[2 * row + 1]! - 0.5);
}

/** The share of rows whose class is told. */
export function share(scores: Float64Array, classes: Float64Array): number {
  return scores.reduce((right, score, row) => right + (score > 0 === (classes[row] === 1) ? 1 : 0), 0) / classes.length;
}

/** By ranks, of which equal scores share one. */
export function areaUnderRoc(scores: Float64Array, classes: Float64Array): number {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  let ranks = 0;
  let ones = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++;
    for (let at = start; at < end; at++) {
      if (classes[order[at]!] !== 1) continue;
      ones++;
      ranks += (start + end + 1) / 2;
    }
    start = end;
  }
  return (ranks - (ones * (ones + 1)) / 2) / (ones * (order.length - ones));
}
