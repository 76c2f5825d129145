import { weightedQuantile } from "../kernels/weighted-quantile.ts";
import { type BoostingLoss, weightedMean } from "./losses.ts";

/** Losses of numbers. */
export type NumberLossName = "squaredError" | "absoluteError" | "quantile" | "poisson" | "gamma";

/** A loss of numbers. */
export interface NumberLoss extends BoostingLoss {
  /** Whether a score is the logarithm of what is predicted. */
  readonly isLog?: boolean;
  /** Says which labels it has no value for. */
  readonly labels?: { readonly mustBe: string; isOne(label: number): boolean };
}

/** The loss of this name; `share` is that of a quantile. */
export function numberLoss(name: NumberLossName, share: number): NumberLoss {
  switch (name) {
    case "squaredError":
      return squaredError;
    case "absoluteError":
      return pinball(0.5, 2);
    case "quantile":
      return pinball(share, 1);
    case "poisson":
      return poisson;
    case "gamma":
      return gamma;
  }
}

/** ½·(label − score)². */
const squaredError: NumberLoss = {
  scores: 1,
  baseline: (labels, weights) => Float64Array.of(weightedMean(labels, weights)),
  derive: (scores, labels, weights, { gradients, hessians }) => {
    for (let row = 0; row < labels.length; row++) {
      gradients[row] = weights[row]! * (scores[row]! - labels[row]!);
      hessians[row] = weights[row]!;
    }
  },
  loss: (scores, labels, weights) => summed(scores, labels, weights, (score, label) => (score - label) ** 2 / 2),
};

/**
 * `times` · (share · (label − score) where the label is above the score, else (1 − share) · (score − label)): what a quantile makes least. It
 * has no second derivative: trees follow its slope, and a leaf then has the quantile of what is left in it.
 *
 * @see Koenker, Bassett, “Regression Quantiles”, Econometrica 46, 1978; Friedman, “Greedy Function Approximation”, 2001, Algorithm 3.
 */
function pinball(share: number, times: number): NumberLoss {
  const quantileOf = (values: Float64Array, weights: Float64Array): number =>
    weightedQuantile(values, weights, values.length, share);
  return {
    scores: 1,
    baseline: (labels, weights) => {
      const rows = labels.map((_, row) => row).filter((row) => weights[row]! > 0);
      return Float64Array.of(
        quantileOf(
          rows.map((row) => labels[row]!),
          rows.map((row) => weights[row]!),
        ),
      );
    },
    derive: (scores, labels, weights, { gradients, hessians }) => {
      for (let row = 0; row < labels.length; row++) {
        const slope = labels[row]! >= scores[row]! ? -share : 1 - share;
        gradients[row] = times * weights[row]! * slope;
        hessians[row] = weights[row]!;
      }
    },
    loss: (scores, labels, weights) =>
      summed(
        scores,
        labels,
        weights,
        (score, label) => times * Math.max(share * (label - score), (1 - share) * (score - label)),
      ),
    leafValue: quantileOf,
  };
}

/** e^score − label · score: half the deviance of Poisson's distribution, up to what the score does not change. */
const poisson: NumberLoss = {
  scores: 1,
  isLog: true,
  labels: { mustBe: "0 or more", isOne: (label) => label >= 0 },
  baseline: logOfMean,
  derive: (scores, labels, weights, { gradients, hessians }) => {
    for (let row = 0; row < labels.length; row++) {
      const mean = Math.exp(scores[row]!);
      gradients[row] = weights[row]! * (mean - labels[row]!);
      hessians[row] = weights[row]! * mean;
    }
  },
  loss: (scores, labels, weights) => summed(scores, labels, weights, (score, label) => Math.exp(score) - label * score),
};

/** label · e^(−score) + score: half the deviance of the gamma distribution, up to what the score does not change. */
const gamma: NumberLoss = {
  scores: 1,
  isLog: true,
  labels: { mustBe: "above 0", isOne: (label) => label > 0 },
  baseline: logOfMean,
  derive: (scores, labels, weights, { gradients, hessians }) => {
    for (let row = 0; row < labels.length; row++) {
      const ratio = labels[row]! * Math.exp(-scores[row]!);
      gradients[row] = weights[row]! * (1 - ratio);
      hessians[row] = weights[row]! * ratio;
    }
  },
  loss: (scores, labels, weights) =>
    summed(scores, labels, weights, (score, label) => label * Math.exp(-score) + score),
};

function logOfMean(labels: Float64Array, weights: Float64Array): Float64Array {
  return Float64Array.of(Math.log(Math.max(weightedMean(labels, weights), Number.MIN_VALUE)));
}

function summed(
  scores: Float64Array,
  labels: Float64Array,
  weights: Float64Array,
  loss: (score: number, label: number) => number,
): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    // The loss of a row that does not count may be infinite.
    if (weights[row]! > 0) sum += weights[row]! * loss(scores[row]!, labels[row]!);
  }
  return sum;
}
