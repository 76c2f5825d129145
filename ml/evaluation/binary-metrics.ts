import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { kappaOf, matthewsOf } from "./agreement.ts";
import {
  areaUnder,
  type BinaryRows,
  type CheckedRows,
  checkedRows,
  type RankedScores,
  rankedScores,
} from "./binary-rows.ts";
import { flinkAreas } from "./flink-areas.ts";
import { lorenzOf } from "./lorenz-curve.ts";
import { precisionRecallOf } from "./precision-recall-curve.ts";
import { rocOf } from "./roc-curve.ts";

export interface BinaryMetricsOptions {
  /** Rows whose score is as great or greater are taken for positive. Default 0.5. */
  readonly threshold?: number;
  /**
   * `"sklearn"`, the default: areas of curves that have one point for each score, all by weight. `"flink"`: as Flink ML's evaluator, which gives
   * areas under the precision-recall and Lorenz curves, and ks, a point for each row and no weights, and under the ROC curve
   * by ranks that count rows, times weights.
   */
  readonly convention?: "sklearn" | "flink";
}

/** How well scores tell two classes apart. Where weights are given, all of it is by weight. */
export interface BinaryMetrics {
  /** The probability that a positive row has the greater score than a negative one; NaN where there are not both. */
  readonly areaUnderROC: number;
  /** The area under precision over recall, by trapezoids. */
  readonly areaUnderPR: number;
  /** The mean of the precision at each positive row, which trapezoids overestimate. */
  readonly averagePrecision: number;
  readonly areaUnderLorenz: number;
  /** The greatest distance between the rates of true and false positives, 0 to 1: Kolmogorov-Smirnov. */
  readonly ks: number;
  /** The mean of −ln of the probability of what was; NaN where a score is no probability. */
  readonly logLoss: number;
  /** The mean of the squared distance of probability and what was; NaN where a score is no probability. */
  readonly brier: number;
  /** Of what is taken for positive by the threshold: shares, 0 to 1; 0 where they are shares of nothing. */
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly specificity: number;
  readonly f1: number;
  /** Matthews' correlation, −1 to 1. */
  readonly matthews: number;
  /** Cohen's kappa; NaN where all rows are of one class and taken for it. */
  readonly kappa: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

const known: KnownOptions<BinaryMetricsOptions> = { threshold: true, convention: ["sklearn", "flink"] };

/**
 * How well scores tell two classes apart, by every common measure.
 *
 * @example
 * ```ts
 * import { binaryMetrics } from "millrace/ml";
 * const { areaUnderROC, precision } = binaryMetrics({ labels: [1, 0, 1, 0], scores: [0.9, 0.6, 0.55, 0.1] });
 * console.log(areaUnderROC, precision); // 0.75 0.6666666666666666
 * ```
 * @see Hanley, McNeil, "The meaning and use of the area under a receiver operating characteristic curve", Radiology 143, 1982.
 */
export function binaryMetrics(rows: BinaryRows, options: BinaryMetricsOptions = {}): BinaryMetrics {
  const what = "a binary classification";
  checkOptions(options, known, "binaryMetrics");
  const { threshold = 0.5, convention = "sklearn" } = options;
  const checked = checkedRows(what, rows);
  const ranked = rankedScores(checked);
  const areas = convention === "flink" ? flinkAreas(checked) : areasOf(ranked);
  return {
    ...areas,
    averagePrecision: averagePrecisionOf(ranked),
    ...probabilityLosses(checked),
    ...atThreshold(ranked, threshold),
  };
}

/** Areas and distances of curves. */
export type CurveAreas = Pick<BinaryMetrics, "areaUnderROC" | "areaUnderPR" | "areaUnderLorenz" | "ks">;

function areasOf(ranked: RankedScores): CurveAreas {
  const roc = rocOf(ranked);
  const pr = precisionRecallOf(ranked);
  const lorenz = lorenzOf(ranked);
  let ks = 0;
  for (let at = 0; at < roc.thresholds.length; at++) {
    ks = Math.max(ks, Math.abs(roc.truePositiveRates[at]! - roc.falsePositiveRates[at]!));
  }
  return {
    areaUnderROC: areaUnder(roc.falsePositiveRates, roc.truePositiveRates),
    areaUnderPR: areaUnder(pr.recalls, pr.precisions),
    areaUnderLorenz: areaUnder(lorenz.takenRates, lorenz.truePositiveRates),
    ks,
  };
}

function averagePrecisionOf(ranked: RankedScores): number {
  const { precisions, recalls } = precisionRecallOf(ranked);
  let sum = 0;
  for (let at = 1; at < recalls.length; at++) sum += (recalls[at]! - recalls[at - 1]!) * precisions[at]!;
  return sum;
}

/** Probabilities of 0 and 1 are taken for the ones next to them: no single row makes the loss infinite. */
const least = Number.EPSILON;

function probabilityLosses({ rows, labels, scores, weights }: CheckedRows): Pick<BinaryMetrics, "logLoss" | "brier"> {
  let loss = 0;
  let squares = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const score = scores[row]!;
    if (score < 0 || score > 1) return { logLoss: Number.NaN, brier: Number.NaN };
    const weight = weights === undefined ? 1 : weights[row]!;
    const probability = Math.min(1 - least, Math.max(least, score));
    loss -= weight * Math.log(labels[row] === 1 ? probability : 1 - probability);
    squares += weight * (score - labels[row]!) ** 2;
    total += weight;
  }
  return { logLoss: loss / total, brier: squares / total };
}

type AtThreshold = Omit<BinaryMetrics, keyof CurveAreas | "averagePrecision" | "logLoss" | "brier">;

function atThreshold(ranked: RankedScores, threshold: number): AtThreshold {
  const { thresholds, positives, negatives } = ranked;
  let taken = 0;
  while (taken < thresholds.length && thresholds[taken]! >= threshold) taken++;
  const truePositives = taken === 0 ? 0 : ranked.truePositives[taken - 1]!;
  const falsePositives = taken === 0 ? 0 : ranked.falsePositives[taken - 1]!;
  const trueNegatives = negatives - falsePositives;
  const falseNegatives = positives - truePositives;
  const counts = Float64Array.of(trueNegatives, falsePositives, falseNegatives, truePositives);
  const [precision, recall, specificity] = [
    share(truePositives, truePositives + falsePositives),
    share(truePositives, positives),
    share(trueNegatives, negatives),
  ];
  const classes = Number(positives > 0) + Number(negatives > 0);
  return {
    accuracy: (truePositives + trueNegatives) / (positives + negatives),
    balancedAccuracy: (recall + specificity) / classes,
    precision,
    recall,
    specificity,
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
    matthews: matthewsOf(counts, 2),
    kappa: kappaOf(counts, 2, "equal"),
    truePositives,
    falsePositives,
    trueNegatives,
    falseNegatives,
  };
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
