/** Takes of a vector what a subspace has of it. */
export type Shortening = (x: Float64Array) => void;

/**
 * Makes vectors as short as a subspace allows: x − Nt where Σ (weightᵢ·(x − Nt)ᵢ)² is smallest, for N whose columns are the rows given. Weights may be of
 * any sizes, side by side: by Householder reflections with pivoting of rows and columns, so that no row's digits are lost
 * in those of a heavier one.
 *
 * @see Cox, Higham, “Stability of Householder QR Factorization for Weighted Least Squares Problems”, Numerical Analysis 1997, Pitman Research Notes 380.
 */
export function shortening(basis: readonly Float64Array[], weights: Float64Array): Shortening {
  const most = weights.reduce((all, weight) => Math.max(all, weight), 0);
  if (basis.length === 0 || most === 0) return () => undefined;
  const relative = weights.map((weight) => weight / most);
  const columns = basis.map((vector) => vector.map((value, row) => relative[row]! * value));
  const least = relative.map((weight) => weight * 64 * weights.length * Number.EPSILON);
  const { reflections, upper, pivots } = reflected(columns, least);
  return (x) => {
    const right = x.map((value, row) => relative[row]! * value);
    for (const { from, row, vector } of reflections) {
      swap(right, from, row);
      reflect(right, from, vector);
    }
    const t = new Float64Array(basis.length);
    for (let k = reflections.length - 1; k >= 0; k--) {
      let rest = right[k]!;
      for (let j = k + 1; j < reflections.length; j++) rest -= upper[j]![k]! * t[pivots[j]!]!;
      t[pivots[k]!] = rest / upper[k]![k]!;
    }
    basis.forEach((vector, k) => {
      for (let i = 0; i < x.length; i++) x[i]! -= t[k]! * vector[i]!;
    });
  };
}

interface Reflection {
  readonly from: number;
  /** The row that is put there before. */
  readonly row: number;
  /** Of length √2, from its row on. */
  readonly vector: Float64Array;
}

/**
 * Columns as Q·R; those left over whose norm is 0 take no part.
 *
 * @param least What is smaller in a row is its rounding, which a heavy row must not be heard for.
 */
function reflected(
  columns: Float64Array[],
  least: Float64Array, // [rows]
): {
  readonly reflections: readonly Reflection[];
  readonly upper: readonly Float64Array[];
  readonly pivots: readonly number[];
} {
  const reflections: Reflection[] = [];
  const pivots = columns.map((_, at) => at);
  for (let k = 0; k < columns.length && k < least.length; k++) {
    for (const column of columns.slice(k)) withoutRounding(column, k, least);
    const norms = columns.map((column) => normFrom(column, k));
    let best = k;
    for (let j = k + 1; j < columns.length; j++) if (norms[j]! > norms[best]!) best = j;
    if (norms[best] === 0) break;
    [columns[k], columns[best]] = [columns[best]!, columns[k]!];
    [pivots[k], pivots[best]] = [pivots[best]!, pivots[k]!];
    const column = columns[k]!;
    const row = largestRow(column, k);
    for (const values of [...columns, least]) swap(values, k, row);
    const vector = column.slice(k);
    const sign = column[k]! < 0 ? -1 : 1;
    vector[0]! += sign * norms[best]!;
    const length = normFrom(vector, 0) / Math.SQRT2;
    for (let i = 0; i < vector.length; i++) vector[i]! /= length;
    for (let j = k; j < columns.length; j++) reflect(columns[j]!, k, vector);
    reflections.push({ from: k, row, vector });
  }
  return { reflections, upper: columns, pivots };
}

function largestRow(column: Float64Array, from: number): number {
  let row = from;
  for (let i = from + 1; i < column.length; i++) if (Math.abs(column[i]!) > Math.abs(column[row]!)) row = i;
  return row;
}

function swap(x: Float64Array, one: number, other: number): void {
  [x[one], x[other]] = [x[other]!, x[one]!];
}

function reflect(x: Float64Array, from: number, vector: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * x[from + i]!;
  for (let i = 0; i < vector.length; i++) x[from + i]! -= sum * vector[i]!;
}

function withoutRounding(x: Float64Array, from: number, least: Float64Array): void {
  for (let i = from; i < x.length; i++) if (Math.abs(x[i]!) < least[i]!) x[i] = 0;
}

function normFrom(x: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < x.length; i++) sum += x[i]! * x[i]!;
  return Math.sqrt(sum);
}
