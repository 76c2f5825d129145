import { type BinaryRows, behind, checkedRows, type RankedScores, rankedScores } from "./binary-rows.ts";

/** How many of the rows that are taken for positive are, and how many positive ones are found, as the threshold goes down. */
export interface PrecisionRecallCurve {
  /** Rows whose score is as great or greater are taken for positive; ∞ at the first point, which takes none. Descending. */
  readonly thresholds: Float64Array;
  /** The share of rows that are positive among those that are taken for it, 0 to 1; 1 where none is taken. */
  readonly precisions: Float64Array;
  /** The share of positive rows that are found, 0 to 1; NaN where there are none. */
  readonly recalls: Float64Array;
}

/**
 * Precision and recall, a point for each score there is, and one before them with recall 0 and precision 1.
 *
 * @example
 * ```ts
 * import { precisionRecallCurve } from "millrace/ml";
 * const { precisions } = precisionRecallCurve({ labels: [1, 0, 1], scores: [0.9, 0.5, 0.2] });
 * console.log(precisions); // [1, 1, 0.5, 0.6666666666666666]
 * ```
 * @see Davis, Goadrich, "The relationship between precision-recall and ROC curves", ICML 2006.
 */
export function precisionRecallCurve(rows: BinaryRows): PrecisionRecallCurve {
  return precisionRecallOf(rankedScores(checkedRows("a precision-recall curve", rows)));
}

export function precisionRecallOf({
  thresholds,
  truePositives,
  falsePositives,
  positives,
}: RankedScores): PrecisionRecallCurve {
  return {
    thresholds: behind(Number.POSITIVE_INFINITY, thresholds),
    precisions: behind(
      1,
      truePositives.map((found, at) => found / (found + falsePositives[at]!)),
    ),
    recalls: behind(
      positives > 0 ? 0 : Number.NaN,
      truePositives.map((found) => found / positives),
    ),
  };
}
