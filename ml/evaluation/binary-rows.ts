import { finiteNumbers, rowWeights, sameLength, wrong } from "./checks.ts";
import { descendingOrder } from "./kernels/descending-order.ts";

/** Rows of two classes, and how much each is thought to be of the positive one. */
export interface BinaryRows {
  /** 1 or true where a row is positive, 0 or false where not. */
  readonly labels: ArrayLike<number | boolean>;
  /** A number for each row, greater where it is rather positive: a probability, or any other. */
  readonly scores: ArrayLike<number>;
  /** How much each row counts, ≥ 0. Default: all the same. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** The same, checked. */
export interface CheckedRows {
  readonly rows: number;
  /** 1 or 0. */
  readonly labels: Uint8Array;
  readonly scores: Float64Array;
  readonly weights: Float64Array | undefined;
}

export function checkedRows(what: string, { labels, scores, weights }: BinaryRows): CheckedRows {
  const named = [
    { name: "labels", values: labels },
    { name: "scores", values: scores },
  ];
  const rows = sameLength(what, weights === undefined ? named : [...named, { name: "weights", values: weights }]);
  const own = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const label = labels[row];
    if (label !== 0 && label !== 1 && typeof label !== "boolean") throw wrong(what, "labels", "0 or 1", label, row);
    own[row] = Number(label);
  }
  return { rows, labels: own, scores: finiteNumbers(what, named[1]!), weights: rowWeights(what, weights, rows) };
}

/**
 * For each score there is, from the greatest down, the weight of positive and of negative rows whose score is as great or
 * greater. Rows of one score are told apart by nothing, so that curves have one point for them.
 */
export interface RankedScores {
  readonly thresholds: Float64Array;
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  /** The weight of all positive rows, and of all negative ones. */
  readonly positives: number;
  readonly negatives: number;
}

export function rankedScores({ labels, scores, weights }: CheckedRows): RankedScores {
  // Rows that do not count make no point of a curve.
  const order = descendingOrder(scores).filter((row) => weights === undefined || weights[row]! > 0);
  const rows = order.length;
  const thresholds = new Float64Array(rows);
  const truePositives = new Float64Array(rows);
  const falsePositives = new Float64Array(rows);
  let count = 0;
  let positives = 0;
  let negatives = 0;
  for (let k = 0; k < rows; k++) {
    const row = order[k]!;
    const weight = weights === undefined ? 1 : weights[row]!;
    if (labels[row] === 1) positives += weight;
    else negatives += weight;
    if (k + 1 < rows && scores[order[k + 1]!] === scores[row]) continue;
    thresholds[count] = scores[row]!;
    truePositives[count] = positives;
    falsePositives[count] = negatives;
    count++;
  }
  return {
    thresholds: thresholds.slice(0, count),
    truePositives: truePositives.slice(0, count),
    falsePositives: falsePositives.slice(0, count),
    positives,
    negatives,
  };
}

/** The area under a line through points, by trapezoids. */
export function areaUnder(x: Float64Array, y: Float64Array): number {
  let area = 0;
  for (let at = 1; at < x.length; at++) area += ((x[at]! - x[at - 1]!) * (y[at]! + y[at - 1]!)) / 2;
  return area;
}

/** Numbers behind a first one. */
export function behind(first: number, values: Float64Array): Float64Array {
  const out = new Float64Array(values.length + 1);
  out[0] = first;
  out.set(values, 1);
  return out;
}
