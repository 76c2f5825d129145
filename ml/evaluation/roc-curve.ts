import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type BinaryRows, behind, checkedRows, type RankedScores, rankedScores } from "./binary-rows.ts";

/** How many negative rows are taken for positive, and how many positive ones are found, as the threshold goes down. */
export interface RocCurve {
  /** Rows whose score is as great or greater are taken for positive; ∞ at the first point, which takes none. Descending. */
  readonly thresholds: Float64Array;
  /** The share of negative rows that are taken for positive, 0 to 1; NaN where there are no negative rows. */
  readonly falsePositiveRates: Float64Array;
  /** The share of positive rows that are taken for positive, 0 to 1; NaN where there are no positive rows. */
  readonly truePositiveRates: Float64Array;
}

export interface RocCurveOptions {
  /**
   * `"scores"`, the default: a point for each score there is. `"turns"`: without those at which the curve goes on as it came, as
   * scikit-learn has it.
   */
  readonly points?: "scores" | "turns";
}

const known: KnownOptions<RocCurveOptions> = { points: ["scores", "turns"] };

/**
 * The receiver operating characteristic, a point for each score there is, and one before them.
 *
 * @example
 * ```ts
 * import { rocCurve } from "millrace/ml";
 * const { truePositiveRates } = rocCurve({ labels: [1, 0, 1], scores: [0.9, 0.5, 0.2] });
 * console.log(truePositiveRates); // [0, 0.5, 0.5, 1]
 * ```
 * @see Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters 27, 2006, Algorithm 2.
 */
export function rocCurve(rows: BinaryRows, options: RocCurveOptions = {}): RocCurve {
  checkOptions(options, known, "rocCurve");
  const ranked = rankedScores(checkedRows("a ROC curve", rows));
  return rocOf(options.points === "turns" ? turnsOf(ranked) : ranked);
}

/** The scores at which as many rows of each kind come as at the one before are left out, but for the last. */
function turnsOf(ranked: RankedScores): RankedScores {
  const { thresholds, truePositives, falsePositives } = ranked;
  const goesOn = (values: Float64Array, at: number): boolean =>
    values[at + 1]! - values[at]! === values[at]! - values[at - 1]!;
  const isTurn = (_: number, at: number): boolean =>
    at === 0 || at === thresholds.length - 1 || !goesOn(truePositives, at) || !goesOn(falsePositives, at);
  return {
    ...ranked,
    thresholds: thresholds.filter(isTurn),
    truePositives: truePositives.filter(isTurn),
    falsePositives: falsePositives.filter(isTurn),
  };
}

export function rocOf({ thresholds, truePositives, falsePositives, positives, negatives }: RankedScores): RocCurve {
  return {
    thresholds: behind(Number.POSITIVE_INFINITY, thresholds),
    falsePositiveRates: behind(
      negatives > 0 ? 0 : Number.NaN,
      falsePositives.map((weight) => weight / negatives),
    ),
    truePositiveRates: behind(
      positives > 0 ? 0 : Number.NaN,
      truePositives.map((weight) => weight / positives),
    ),
  };
}
