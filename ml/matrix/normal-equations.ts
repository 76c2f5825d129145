import { choleskyInPlace, solveCholesky } from "../kernels/cholesky.ts";
import { addScaled, dot } from "../kernels/vector.ts";
import { type Eigen, eigenOf } from "./eigen.ts";
import { type Matrix, zeros } from "./matrix.ts";
import { shortening } from "./shortest.ts";

/** Solves G·w = b for right sides b, given a symmetric G without negative eigenvalues. Of many solutions it gives the shortest. */
export interface NormalEquations {
  readonly rank: number;
  /** The smallest pivot of the equations scaled to a diagonal of ones: its root tells how near to collinear a column is, 0 to 1. */
  readonly smallestPivot: number;
  solve(right: Float64Array): Float64Array;
}

/**
 * Prepares equations. Unknowns are scaled so that the diagonal is 1: units of columns take no digits away. Those whose diagonal is
 * 0 get 0.
 */
export function normalEquations(gram: Matrix): NormalEquations {
  const scales = scalesOf(gram);
  const scaled = scaledGram(gram, scales);
  const lower = scaled.data.slice();
  const size = gram.rows;
  const constant = scales.reduce((count, scale) => (scale === 0 ? count + 1 : count), 0);
  if (choleskyInPlace(lower, size, tolerance(size)) === size) {
    return {
      rank: size - constant,
      smallestPivot: smallestPivot(lower, size),
      solve: (right) => scaledSolution(right, scales, (x) => solveCholesky(lower, size, x)),
    };
  }
  return deficientEquations(eigenOf(scaled), scales, constant);
}

function tolerance(size: number): number {
  return 64 * size * Number.EPSILON;
}

function scalesOf({ data, rows: size }: Matrix): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => Math.sqrt(data[i * size + i]!));
}

/** With a one in the diagonal where there was 0, and nothing beside it. */
function scaledGram({ data, rows: size }: Matrix, scales: Float64Array): Matrix {
  const scaled = zeros(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const scale = scales[i]! * scales[j]!;
      if (scale > 0) scaled.data[i * size + j] = data[i * size + j]! / scale;
    }
    scaled.data[i * size + i] = 1;
  }
  return scaled;
}

function smallestPivot(lower: Float64Array, size: number): number {
  let smallest = 1;
  for (let i = 0; i < size; i++) smallest = Math.min(smallest, lower[i * size + i]! ** 2);
  return smallest;
}

function scaledSolution(
  right: Float64Array,
  scales: Float64Array,
  solveInPlace: (x: Float64Array) => void,
): Float64Array {
  const x = right.map((value, i) => (scales[i] === 0 ? 0 : value / scales[i]!));
  solveInPlace(x);
  return x.map((value, i) => (scales[i] === 0 ? 0 : value / scales[i]!));
}

/** Where columns are collinear: of all solutions, which differ by directions that no row tells apart, the shortest. */
function deficientEquations({ values, vectors }: Eigen, scales: Float64Array, constant: number): NormalEquations {
  const size = values.length;
  const rank = values.findLastIndex((value) => value > tolerance(size)) + 1;
  // Both in scaled unknowns, all of which are about as large: in the user's units the rounding of large ones would drown small ones.
  const free = Array.from({ length: size - rank }, (_, v) => rowOf(vectors, rank + v));
  const shorten = shortening(
    free,
    scales.map((scale) => (scale === 0 ? 0 : 1 / scale)),
  );
  const solve = (right: Float64Array): Float64Array =>
    scaledSolution(right, scales, (x) => {
      const start = x.slice();
      x.fill(0);
      for (let v = 0; v < rank; v++) addScaled(x, rowOf(vectors, v), dot(start, rowOf(vectors, v)) / values[v]!);
      shorten(x);
    });
  return { rank: rank - constant, smallestPivot: values[rank - 1] ?? 0, solve };
}

function rowOf({ data, columns }: Matrix, row: number): Float64Array {
  return data.subarray(row * columns, (row + 1) * columns);
}
