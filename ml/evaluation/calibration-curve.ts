import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type BinaryRows, checkedRows } from "./binary-rows.ts";
import { wrong } from "./checks.ts";

export interface CalibrationCurveOptions {
  /** How many ranges of probability, ≥ 1. Default 10. */
  readonly bins?: number;
  /** `"uniform"`, the default: ranges of one width. `"quantile"`: ranges of about as many rows. */
  readonly strategy?: "uniform" | "quantile";
}

/** How often rows are positive that are said to be with some probability. Ranges without rows are left out. */
export interface CalibrationCurve {
  /** The mean probability of the rows of each range, ascending. */
  readonly predicted: Float64Array;
  /** The share of them that is positive. */
  readonly observed: Float64Array;
  /** The weight of the rows of the range. */
  readonly counts: Float64Array;
  /** The mean distance of the two, by weight: the expected calibration error. */
  readonly expectedError: number;
}

const known: KnownOptions<CalibrationCurveOptions> = { bins: true, strategy: ["uniform", "quantile"] };

/**
 * How often rows are positive that are said to be with some probability, range by range.
 *
 * @example
 * ```ts
 * import { calibrationCurve } from "millrace/ml";
 * const { predicted, observed } = calibrationCurve({ labels: [0, 1, 1, 1], scores: [0.25, 0.25, 0.75, 0.75] }, { bins: 2 });
 * console.log(predicted, observed); // [0.25, 0.75] [0.5, 1]
 * ```
 * @see Niculescu-Mizil, Caruana, "Predicting good probabilities with supervised learning", ICML 2005.
 */
export function calibrationCurve(rows: BinaryRows, options: CalibrationCurveOptions = {}): CalibrationCurve {
  checkOptions(options, known, "calibrationCurve");
  const what = "a calibration curve";
  const { bins = 10, strategy = "uniform" } = options;
  if (!Number.isSafeInteger(bins) || bins < 1) {
    throw new RangeError(
      `Cannot evaluate ${what} as bins must be a whole number ≥ 1: got ${String(bins)}; leave it out for 10`,
    );
  }
  const { rows: count, labels, scores, weights } = checkedRows(what, rows);
  const inner =
    strategy === "uniform"
      ? Float64Array.from({ length: bins - 1 }, (_, at) => (at + 1) / bins)
      : quantiles(scores, bins);
  const [sums, found, totals] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)];
  for (let row = 0; row < count; row++) {
    const score = scores[row]!;
    if (score < 0 || score > 1) throw wrong(what, "scores", "probabilities", score, row);
    const bin = binOf(inner, score);
    const weight = weights === undefined ? 1 : weights[row]!;
    sums[bin]! += weight * score;
    found[bin]! += weight * labels[row]!;
    totals[bin]! += weight;
  }
  const used = Array.from(totals.keys()).filter((bin) => totals[bin]! > 0);
  const all = totals.reduce((sum, total) => sum + total, 0);
  return {
    predicted: Float64Array.from(used, (bin) => sums[bin]! / totals[bin]!),
    observed: Float64Array.from(used, (bin) => found[bin]! / totals[bin]!),
    counts: Float64Array.from(used, (bin) => totals[bin]!),
    expectedError: used.reduce((sum, bin) => sum + Math.abs(sums[bin]! - found[bin]!), 0) / all,
  };
}

/** How many bounds lie below the score. */
function binOf(bounds: Float64Array, score: number): number {
  let [low, high] = [0, bounds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bounds[middle]! < score) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The bounds between ranges of as many rows, by interpolation between ranks. */
function quantiles(scores: Float64Array, bins: number): Float64Array {
  const sorted = scores.slice().sort();
  return Float64Array.from({ length: bins - 1 }, (_, at) => {
    const rank = ((at + 1) / bins) * (sorted.length - 1);
    const below = Math.floor(rank);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below]! + (sorted[above]! - sorted[below]!) * (rank - below);
  });
}
