import { type BinaryRows, behind, checkedRows, type RankedScores, rankedScores } from "./binary-rows.ts";

/** How many positive rows are found among the rows with the greatest scores, as more of these are taken. */
export interface LorenzCurve {
  /** Rows whose score is as great or greater are taken; ∞ at the first point, which takes none. Descending. */
  readonly thresholds: Float64Array;
  /** The share of all rows that are taken, 0 to 1. */
  readonly takenRates: Float64Array;
  /** The share of positive rows among those taken, of all positive ones, 0 to 1; NaN where there are none. */
  readonly truePositiveRates: Float64Array;
}

/**
 * The Lorenz curve of scores, also called gain curve: what Flink ML's `areaUnderLorenz` is the area of.
 *
 * @example
 * ```ts
 * import { lorenzCurve } from "millrace/ml";
 * const { takenRates, truePositiveRates } = lorenzCurve({ labels: [1, 0, 0, 0], scores: [0.9, 0.5, 0.2, 0.1] });
 * console.log(takenRates[1], truePositiveRates[1]); // 0.25 1
 * ```
 */
export function lorenzCurve(rows: BinaryRows): LorenzCurve {
  return lorenzOf(rankedScores(checkedRows("a Lorenz curve", rows)));
}

export function lorenzOf({
  thresholds,
  truePositives,
  falsePositives,
  positives,
  negatives,
}: RankedScores): LorenzCurve {
  const total = positives + negatives;
  return {
    thresholds: behind(Number.POSITIVE_INFINITY, thresholds),
    takenRates: behind(
      0,
      truePositives.map((found, at) => (found + falsePositives[at]!) / total),
    ),
    truePositiveRates: behind(
      positives > 0 ? 0 : Number.NaN,
      truePositives.map((found) => found / positives),
    ),
  };
}
