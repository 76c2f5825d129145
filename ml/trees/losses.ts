import { logisticLoss, softmaxLoss } from "../kernels/losses.ts";
import type { KernelMemory } from "../matrix/kernel-memory.ts";

/** What boosting makes small: scores of rows, one or one for each class, score after score. */
export interface BoostingLoss {
  /** Scores of a row, and trees of a round. */
  readonly scores: number;
  /** How many classes labels are the numbers of; absent where they are numbers themselves. */
  readonly classes?: number;
  /** The best scores that are the same for all rows. */
  baseline(labels: Float64Array, weights: Float64Array): Float64Array;
  /** Derivatives of the loss by each score. */
  derive(scores: Float64Array, labels: Float64Array, weights: Float64Array, into: Derivatives): void;
  /** Σ weight · loss. */
  loss(scores: Float64Array, labels: Float64Array, weights: Float64Array): number;
  /** The best number to add to the scores of rows, given what they lack, label − score, where that is not found by derivatives. */
  leafValue?(lacking: Float64Array, weights: Float64Array): number;
}

/** First and second derivatives, score after score, in the memory of these kernels, in which scores, labels and weights lie too. */
export interface Derivatives {
  readonly kernels: KernelMemory;
  readonly gradients: Float64Array; // [scores × rows]
  readonly hessians: Float64Array; // [scores × rows]
}

/** Logistic loss of labels 0 and 1. */
export const logisticBoosting: BoostingLoss = {
  scores: 1,
  classes: 2,
  baseline: (labels, weights) => {
    const share = weightedMean(labels, weights);
    return Float64Array.of(Math.log(share / (1 - share)));
  },
  derive: (scores, labels, weights, { kernels, gradients, hessians }) => {
    kernels.run("logisticDerivatives", scores, labels, weights, labels.length, gradients, hessians);
  },
  loss: (scores, labels, weights) => logisticLoss(scores.slice(), Uint32Array.from(labels), weights, labels.length),
};

/** Multinomial logistic loss of labels 0, 1, … up to so many classes. */
export function softmaxBoosting(classes: number): BoostingLoss {
  return {
    scores: classes,
    classes,
    baseline: (labels, weights) => {
      const sums = new Float64Array(classes);
      labels.forEach((label, row) => {
        sums[label]! += weights[row]!;
      });
      const total = sums.reduce((sum, weight) => sum + weight, 0);
      const logs = sums.map((weight) => Math.log(weight / total));
      const mean = logs.reduce((sum, value) => sum + value, 0) / classes;
      return logs.map((value) => value - mean);
    },
    derive: (scores, labels, weights, { gradients, hessians }) =>
      deriveSoftmax(scores, labels, weights, gradients, hessians, classes),
    loss: (scores, labels, weights) =>
      softmaxLoss(scores.slice(), Uint32Array.from(labels), weights, labels.length, classes, labels.length),
  };
}

function deriveSoftmax(
  scores: Float64Array,
  labels: Float64Array,
  weights: Float64Array,
  gradients: Float64Array,
  hessians: Float64Array,
  classes: number,
): void {
  const rows = labels.length;
  for (let row = 0; row < rows; row++) {
    let largest = scores[row]!;
    for (let at = row + rows; at < scores.length; at += rows) if (scores[at]! > largest) largest = scores[at]!;
    let sum = 0;
    for (let k = 0, at = row; k < classes; k++, at += rows) {
      gradients[at] = Math.exp(scores[at]! - largest);
      sum += gradients[at]!;
    }
    for (let k = 0, at = row; k < classes; k++, at += rows) {
      const share = gradients[at]! / sum;
      gradients[at] = weights[row]! * (share - (labels[row] === k ? 1 : 0));
      hessians[at] = weights[row]! * share * (1 - share);
    }
  }
}

export function weightedMean(values: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0];
  for (let row = 0; row < values.length; row++) {
    sum += weights[row]! * values[row]!;
    total += weights[row]!;
  }
  return sum / total;
}
