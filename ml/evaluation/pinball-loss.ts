import { checkedNumbers, type RegressionRows } from "./regression-metrics.ts";

/**
 * The mean pinball loss, which predictions of a quantile minimise: errors above it count by the quantile, those below by 1 less it.
 *
 * @param quantile The quantile that was predicted, 0 to 1.
 * @example
 * ```ts
 * import { pinballLoss } from "millrace/ml";
 * console.log(pinballLoss({ labels: [10, 20], predictions: [12, 15] }, 0.9)); // 2.35
 * ```
 * @see Koenker, Bassett, "Regression quantiles", Econometrica 46, 1978.
 */
export function pinballLoss(rows: RegressionRows, quantile: number): number {
  if (!(quantile >= 0 && quantile <= 1)) {
    throw new RangeError(
      `Cannot evaluate a pinball loss as its quantile must be a number from 0 to 1: got ${String(quantile)}; use 0.5 for the median`,
    );
  }
  const { rows: count, labels, predictions, weights } = checkedNumbers("a pinball loss", rows);
  let sum = 0;
  let total = 0;
  for (let row = 0; row < count; row++) {
    const weight = weights === undefined ? 1 : weights[row]!;
    const error = labels[row]! - predictions[row]!;
    sum += weight * (error >= 0 ? quantile * error : (quantile - 1) * error);
    total += weight;
  }
  return sum / total;
}
