import type { Matrix } from "../matrix/matrix.ts";
import { areaUnder, rankedScores } from "./binary-rows.ts";
import { rowWeights, sameLength, wrong } from "./checks.ts";
import type { ClassLabel } from "./confusion-matrix.ts";
import { rocOf } from "./roc-curve.ts";

/** Rows with the class that they are of, and the probability of each class. */
export interface ProbabilityRows<Label extends ClassLabel = ClassLabel> {
  readonly labels: ArrayLike<Label>;
  /** A row for each row, a column for each class. */
  readonly probabilities: Matrix;
  /** The classes, in the order of the columns. */
  readonly classes: readonly Label[];
  /** How much each row counts, ≥ 0. Default: all the same. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** How good probabilities of several classes are. */
export interface ProbabilityMetrics {
  /** The mean of −ln of the probability of the class that was; a row's probabilities are made to sum to 1. */
  readonly logLoss: number;
  /** The mean squared distance of probabilities and what was, summed over classes: 0 to 2. */
  readonly brier: number;
  /** The area under the ROC curve of each class against all others; NaN where one side has no row. */
  readonly areasUnderROC: readonly number[];
  /** Their mean, each class counting the same, and by its rows. */
  readonly macroAreaUnderROC: number;
  readonly weightedAreaUnderROC: number;
  /** The mean over pairs of classes of the area by which their rows are told apart, which the sizes of classes do not change; not by weight. */
  readonly pairwiseAreaUnderROC: number;
}

/**
 * How good probabilities of several classes are.
 *
 * @example
 * ```ts
 * import { probabilityMetrics } from "millrace/ml";
 * const probabilities = { data: Float64Array.of(0.9, 0.1, 0.4, 0.6), rows: 2, columns: 2 };
 * console.log(probabilityMetrics({ labels: ["a", "b"], classes: ["a", "b"], probabilities }).macroAreaUnderROC); // 1
 * ```
 * @see Hand, Till, "A simple generalisation of the area under the ROC curve for multiple class classification problems", Machine Learning 45, 2001.
 */
export function probabilityMetrics<Label extends ClassLabel>(given: ProbabilityRows<Label>): ProbabilityMetrics {
  const { places, weights, probabilities } = checked(given);
  const { data, rows, columns } = probabilities;
  const total = weights === undefined ? rows : weights.reduce((sum, weight) => sum + weight, 0);
  const areas = Array.from({ length: columns }, (_, column) => areaOf(places, probabilities, weights, column));
  const supports = new Float64Array(columns);
  let loss = 0;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights === undefined ? 1 : weights[row]!;
    supports[places[row]!]! += weight;
    loss -= weight * logOf(data, row * columns, columns, places[row]!);
    for (let column = 0; column < columns; column++) {
      squares += weight * (data[row * columns + column]! - Number(places[row] === column)) ** 2;
    }
  }
  return {
    logLoss: loss / total,
    brier: squares / total,
    areasUnderROC: areas,
    macroAreaUnderROC: areas.reduce((sum, area) => sum + area, 0) / columns,
    weightedAreaUnderROC: areas.reduce((sum, area, column) => sum + area * supports[column]!, 0) / total,
    pairwiseAreaUnderROC: pairwise(places, probabilities),
  };
}

interface Checked {
  /** The column of each row's class. */
  readonly places: Int32Array;
  readonly weights: Float64Array | undefined;
  readonly probabilities: Matrix;
}

function checked<Label extends ClassLabel>({
  labels,
  probabilities,
  classes,
  weights,
}: ProbabilityRows<Label>): Checked {
  const what = "probabilities of classes";
  const named = [{ name: "labels", values: labels }];
  const rows = sameLength(what, weights === undefined ? named : [...named, { name: "weights", values: weights }]);
  if (probabilities.rows !== rows || probabilities.columns !== classes.length) {
    throw new RangeError(
      `Cannot evaluate ${what} as there must be a row for each label and a column for each class: got ${probabilities.rows} × ${probabilities.columns} of ${rows} labels and ${classes.length} classes; give all of them`,
    );
  }
  const columns = new Map(classes.map((one, column) => [one, column]));
  const places = Int32Array.from({ length: rows }, (_, row) => {
    const place = columns.get(labels[row]!);
    if (place === undefined) throw wrong(what, "labels", "among the classes", labels[row], row);
    return place;
  });
  for (let at = 0; at < rows * classes.length; at++) {
    const probability = probabilities.data[at]!;
    if (probability >= 0 && probability <= 1) continue;
    throw wrong(what, "probabilities", "numbers from 0 to 1", probability, Math.floor(at / classes.length));
  }
  return { places, weights: rowWeights(what, weights, rows), probabilities };
}

function logOf(data: Float64Array, start: number, columns: number, place: number): number {
  let sum = 0;
  for (let column = 0; column < columns; column++) sum += data[start + column]!;
  const share = data[start + place]! / sum;
  return Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, share)));
}

/** By the probability of one class, which of some rows are of it. */
function areaOf(
  places: Int32Array,
  { data, columns }: Matrix,
  weights: Float64Array | undefined,
  column: number,
  others?: number,
): number {
  const chosen: number[] = [];
  for (let row = 0; row < places.length; row++) {
    if (others === undefined || places[row] === column || places[row] === others) chosen.push(row);
  }
  const ranked = rankedScores({
    rows: chosen.length,
    labels: Uint8Array.from(chosen, (row) => Number(places[row] === column)),
    scores: Float64Array.from(chosen, (row) => data[row * columns + column]!),
    weights: weights && Float64Array.from(chosen, (row) => weights[row]!),
  });
  const { falsePositiveRates, truePositiveRates } = rocOf(ranked);
  return areaUnder(falsePositiveRates, truePositiveRates);
}

/** Each class of a pair is the positive one once. */
function pairwise(places: Int32Array, probabilities: Matrix): number {
  const { columns } = probabilities;
  let sum = 0;
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b < columns; b++) if (a !== b) sum += areaOf(places, probabilities, undefined, a, b);
  }
  return sum / (columns * (columns - 1));
}
