import { Classes } from "../learner/classes.ts";
import type { Rows, Training } from "../learner/learner.ts";
import { type Matrix, zeros } from "../matrix/matrix.ts";
import { logPriors } from "./class-sums.ts";
import type { CategoricalBayes } from "./learned.ts";

/** More different values of a column are measurements, not categories. */
const mostValues = 10_000;

type Counts = Map<number, Map<number, number>>; // label → value → weight

export interface CategoricalOptions {
  readonly smoothing: number;
  readonly convention: "sklearn" | "flink";
}

/** Counts the values of each column in each class, in one pass. */
export function* categoricalBayes(
  name: string,
  columns: number,
  { smoothing, convention }: CategoricalOptions,
): Training<CategoricalBayes> {
  const labels = new Classes(name);
  const weights = new Map<number, number>();
  const counts: Counts[] = Array.from({ length: columns }, () => new Map());
  const seen: Set<number>[] = Array.from({ length: columns }, () => new Set());
  yield (rows) => {
    labels.add(rows.labels!);
    countRows(name, rows, weights, counts, seen);
  };
  const classes = labels.finish();
  const sums = Array.from(classes, (label) => weights.get(label)!);
  const values = seen.map((of) => Float64Array.from(of).sort());
  const starts = new Uint32Array(columns + 1);
  values.forEach((of, column) => {
    starts[column + 1] = starts[column]! + of.length;
  });
  const total = starts[columns]!;
  const logLikelihoods = new Float64Array(classes.length * total);
  const logUnseen = new Float64Array(classes.length * columns);
  classes.forEach((label, k) => {
    values.forEach((of, column) => {
      const all = Math.log(sums[k]! + smoothing * of.length);
      of.forEach((value, at) => {
        const count = counts[column]!.get(label)?.get(value) ?? 0;
        logLikelihoods[k * total + starts[column]! + at] = Math.log(count + smoothing) - all;
      });
      logUnseen[k * columns + column] = Math.log(smoothing) - all;
    });
  });
  const priors = convention === "flink" ? smoothedPriors(sums, columns, smoothing) : logPriors(sums);
  return { classes, logPriors: priors, starts, values: concatenated(values, total), logLikelihoods, logUnseen };
}

/** @see org.apache.flink.ml.classification.naivebayes.NaiveBayes: rows count once for each feature. */
function smoothedPriors(sums: readonly number[], columns: number, smoothing: number): Float64Array {
  const rows = sums.reduce((sum, weight) => sum + weight, 0);
  const all = Math.log(rows * columns + sums.length * smoothing);
  return Float64Array.from(sums, (weight) => Math.log(weight * columns + smoothing) - all);
}

function concatenated(parts: readonly Float64Array[], length: number): Float64Array {
  const all = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function countRows(
  name: string,
  { features: { data, rows, columns }, labels, weights }: Rows,
  sums: Map<number, number>,
  counts: readonly Counts[],
  seen: readonly Set<number>[],
): void {
  for (let row = 0; row < rows; row++) {
    const label = labels![row]!;
    const weight = weights?.[row] ?? 1;
    sums.set(label, (sums.get(label) ?? 0) + weight);
    for (let column = 0; column < columns; column++) {
      const value = data[row * columns + column]!;
      const byLabel = counts[column]!;
      let own = byLabel.get(label);
      if (own === undefined) {
        own = new Map();
        byLabel.set(label, own);
      }
      own.set(value, (own.get(value) ?? 0) + weight);
      seen[column]!.add(value);
    }
  }
  const column = seen.findIndex(({ size }) => size > mostValues);
  if (column < 0) return;
  throw new RangeError(
    `Cannot train ${name} as features are categories: got more than ${mostValues} different values in feature ${column}; ` +
      "take gaussianNaiveBayes for measurements, or kBinsDiscretizer before it",
  );
}

/** log P(class) + log P(row | class), for each row and class. */
export function categoricalScores({ data, rows, columns }: Matrix, learned: CategoricalBayes): Matrix {
  const { classes, logPriors: priors, starts, values, logLikelihoods, logUnseen } = learned;
  const scores = zeros(rows, classes.length);
  for (let row = 0; row < rows; row++) {
    const base = row * classes.length;
    scores.data.set(priors, base);
    for (let column = 0; column < columns; column++) {
      const at = placeOf(values, starts[column]!, starts[column + 1]!, data[row * columns + column]!);
      for (let k = 0; k < classes.length; k++) {
        scores.data[base + k]! += at < 0 ? logUnseen[k * columns + column]! : logLikelihoods[k * values.length + at]!;
      }
    }
  }
  return scores;
}

/** Where a value stands among those of a column; −1 where it does not. */
function placeOf(values: Float64Array, start: number, end: number, value: number): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low < end && values[low] === value ? low : -1;
}
