import { readFileSync } from "node:fs";
import { type Matrix, matrixOf, type Rows } from "../../../ml/mod.ts";

/** A known answer of scikit-learn, as `about` of the file explains. */
export interface Fact {
  readonly id: string;
  readonly dataset: string;
  readonly params: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: each estimator has answers of its own
  readonly expected: any;
  readonly tolerance: { readonly abs?: number; readonly rel?: number };
}

interface File {
  readonly data: Readonly<Record<string, { readonly X: number[][]; readonly y: number[] }>>;
  readonly facts: readonly Fact[];
}

const file: File = JSON.parse(readFileSync(new URL("../../oracle/data/ml-sklearn.json", import.meta.url), "utf8"));

export function factOf(id: string): Fact {
  const found = file.facts.find((fact) => fact.id === id);
  if (found === undefined) throw new Error(`There is no fact ${id}`);
  return found;
}

/** One of the classic data sets. */
export function dataOf(name: string): Rows & { readonly labels: Float64Array } {
  const { X, y } = file.data[name]!;
  return { features: matrixOf(X), labels: Float64Array.from(y) };
}

/** Data less the means of other rows, by their deviations (of all rows, not of a sample). */
export function standardized<Data extends Rows>(data: Data, by: Rows): Data {
  const { rows, columns } = data.features;
  const scaled = data.features.data.slice();
  for (let c = 0; c < columns; c++) {
    const column = Array.from({ length: by.features.rows }, (_, row) => by.features.data[row * columns + c]!);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length) || 1;
    for (let row = 0; row < rows; row++) scaled[row * columns + c] = (scaled[row * columns + c]! - mean) / deviation;
  }
  return { ...data, features: { data: scaled, rows, columns } };
}

/** Rows of a dataset. */
export function asRows({ features, labels }: Rows): { features: Float64Array; label: number }[] {
  const { data, rows, columns } = features;
  return Array.from({ length: rows }, (_, row) => ({
    features: data.slice(row * columns, (row + 1) * columns),
    label: labels?.[row] ?? 0,
  }));
}

/** Row i is in fold i % 5: the rows of all other folds, and those of this one. */
export function foldOf<Data extends Rows & { labels: Float64Array }>(
  data: Data,
  fold: number,
): { train: Data; test: Data } {
  return { train: picked(data, (row) => row % 5 !== fold), test: picked(data, (row) => row % 5 === fold) };
}

function picked<Data extends Rows & { labels: Float64Array }>(data: Data, isWanted: (row: number) => boolean): Data {
  const rows = Array.from({ length: data.features.rows }, (_, row) => row).filter(isWanted);
  return {
    ...data,
    features: rowsOf(data.features, rows),
    labels: Float64Array.from(rows, (row) => data.labels[row]!),
  };
}

export function rowsOf({ data, columns }: Matrix, rows: readonly number[]): Matrix {
  return matrixOf(rows.map((row) => data.subarray(row * columns, (row + 1) * columns)));
}

/** Whether `|got − want| ≤ abs + rel·|want|` for each, and how far the worst is beyond. */
export function worst(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  { abs = 0, rel = 0 }: Fact["tolerance"],
): number {
  if (got.length !== want.length) return Number.POSITIVE_INFINITY;
  return Math.max(0, ...Array.from(want, (value, at) => Math.abs(got[at]! - value) - abs - rel * Math.abs(value)));
}

export function accuracy(got: ArrayLike<number>, want: ArrayLike<number>): number {
  return Array.from(want, (value, at) => value === got[at]).filter(Boolean).length / want.length;
}

/** The share of the labels' variance that predictions explain. */
export function rSquared(got: ArrayLike<number>, want: Float64Array): number {
  const mean = want.reduce((sum, value) => sum + value, 0) / want.length;
  const left = want.reduce((sum, value, at) => sum + (value - got[at]!) ** 2, 0);
  return 1 - left / want.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** The chance that a row of label 1 scores above one of label 0. */
export function areaUnderRoc(scores: ArrayLike<number>, labels: Float64Array): number {
  const ones = Array.from(labels.keys()).filter((row) => labels[row] === 1);
  const zeros = Array.from(labels.keys()).filter((row) => labels[row] === 0);
  const wins = ones.reduce(
    (sum, one) => sum + zeros.reduce((own, zero) => own + (Math.sign(scores[one]! - scores[zero]!) + 1) / 2, 0),
    0,
  );
  return wins / (ones.length * zeros.length);
}
