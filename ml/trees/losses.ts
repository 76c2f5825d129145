import { logisticLoss, softmaxLoss } from "../kernels/losses.ts";

/** What boosting makes small: scores of rows, one or one for each class, score after score. */
export interface BoostingLoss {
  /** Scores of a row, and trees of a round. */
  readonly scores: number;
  /** The best scores that are the same for all rows. */
  baseline(labels: Float64Array, weights: Float64Array): Float64Array;
  /** Derivatives of the loss by each score. */
  derive(scores: Float64Array, labels: Float64Array, weights: Float64Array, into: Derivatives): void;
  /** Σ weight · loss. */
  loss(scores: Float64Array, labels: Float64Array, weights: Float64Array): number;
}

/** First and second derivatives, score after score. */
export interface Derivatives {
  readonly gradients: Float64Array; // [scores × rows]
  readonly hessians: Float64Array; // [scores × rows]
}

/** ½·(label − score)². */
export const squaredError: BoostingLoss = {
  scores: 1,
  baseline: (labels, weights) => Float64Array.of(weightedMean(labels, weights)),
  derive: (scores, labels, weights, { gradients, hessians }) => {
    for (let row = 0; row < labels.length; row++) {
      gradients[row] = weights[row]! * (scores[row]! - labels[row]!);
      hessians[row] = weights[row]!;
    }
  },
  loss: (scores, labels, weights) => {
    let sum = 0;
    for (let row = 0; row < labels.length; row++) sum += (weights[row]! * (scores[row]! - labels[row]!) ** 2) / 2;
    return sum;
  },
};

/** Logistic loss of labels 0 and 1. */
export const logisticBoosting: BoostingLoss = {
  scores: 1,
  baseline: (labels, weights) => {
    const share = weightedMean(labels, weights);
    return Float64Array.of(Math.log(share / (1 - share)));
  },
  derive: (scores, labels, weights, { gradients, hessians }) => {
    for (let row = 0; row < labels.length; row++) {
      const small = Math.exp(-Math.abs(scores[row]!));
      const large = 1 / (1 + small);
      const share = scores[row]! < 0 ? small * large : large;
      gradients[row] = weights[row]! * (share - labels[row]!);
      hessians[row] = weights[row]! * share * (1 - share);
    }
  },
  loss: (scores, labels, weights) => logisticLoss(scores.slice(), Uint32Array.from(labels), weights, labels.length),
};

/** Multinomial logistic loss of labels 0, 1, … up to so many classes. */
export function softmaxBoosting(classes: number): BoostingLoss {
  return {
    scores: classes,
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

function weightedMean(values: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0];
  for (let row = 0; row < values.length; row++) {
    sum += weights[row]! * values[row]!;
    total += weights[row]!;
  }
  return sum / total;
}
