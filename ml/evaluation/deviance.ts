import { wrong } from "./checks.ts";
import { checkedNumbers, type RegressionRows } from "./regression-metrics.ts";

/**
 * The mean deviance of Tweedie's distributions: the squared error at power 0, that of Poisson at 1, of gamma at 2, of the inverse Gaussian at 3.
 *
 * @param power Any number that is not between 0 and 1. From 1 on predictions must be > 0 and labels ≥ 0, from 2 on labels > 0; below 0
 *   predictions > 0.
 * @example
 * ```ts
 * import { meanDeviance } from "millrace/ml";
 * console.log(meanDeviance({ labels: [0, 2], predictions: [1, 2] }, 1)); // 1
 * ```
 * @see Dunn, Smyth, "Series evaluation of Tweedie exponential dispersion model densities", Statistics and Computing 15, 2005.
 */
export function meanDeviance(rows: RegressionRows, power: number): number {
  const what = "a deviance";
  if (!Number.isFinite(power) || (power > 0 && power < 1)) {
    throw new RangeError(
      `Cannot evaluate ${what} as its power must be a number that is not between 0 and 1: got ${String(power)}; use 0, 1 for Poisson, 2 for gamma`,
    );
  }
  const { rows: count, labels, predictions, weights } = checkedNumbers(what, rows);
  let sum = 0;
  let total = 0;
  for (let row = 0; row < count; row++) {
    const [label, prediction] = [labels[row]!, predictions[row]!];
    if (power !== 0 && !(prediction > 0))
      throw wrong(what, "predictions", "numbers > 0 at this power", prediction, row);
    if (power >= 2 ? !(label > 0) : power >= 1 && label < 0) {
      throw wrong(what, "labels", `numbers ${power >= 2 ? ">" : "≥"} 0 at this power`, label, row);
    }
    const weight = weights === undefined ? 1 : weights[row]!;
    sum += weight * deviance(label, prediction, power);
    total += weight;
  }
  return sum / total;
}

function deviance(label: number, prediction: number, power: number): number {
  if (power === 0) return (label - prediction) ** 2;
  if (power === 1) return 2 * ((label === 0 ? 0 : label * Math.log(label / prediction)) - label + prediction);
  if (power === 2) return 2 * (Math.log(prediction / label) + label / prediction - 1);
  return (
    2 *
    (Math.max(label, 0) ** (2 - power) / ((1 - power) * (2 - power)) -
      (label * prediction ** (1 - power)) / (1 - power) +
      prediction ** (2 - power) / (2 - power))
  );
}
