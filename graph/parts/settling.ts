import type { Adjacency } from "../build/snapshot.ts";
import { differenceOf, dot, scale, sumNeighbours, sumWeightedNeighbours } from "../kernels/vectors.ts";

/** When rounds that change a value for each vertex are over. */
export interface Settling {
  /** For errors: `rank vertices in katz`. */
  readonly doing: string;
  /** They are when values change by less than this in sum, */
  readonly tolerance: number;
  /** and must be after so many. */
  readonly iterations: number;
  /** What helps where they are not. */
  readonly remedy: string;
}

/** Rounds `next(values, out)` until values do not change any more: an error where they go on changing. */
export function* settled(
  begin: Float64Array<ArrayBuffer>,
  { doing, tolerance, iterations, remedy }: Settling,
  next: (values: Float64Array, out: Float64Array) => void,
): Generator<number | undefined, Float64Array<ArrayBuffer>> {
  let [values, out] = [begin, new Float64Array(begin.length)];
  for (let round = 0; round < iterations; round++) {
    next(values, out);
    const change = differenceOf(values, out);
    [values, out] = [out, values];
    if (change < tolerance) return values;
    yield;
  }
  throw new RangeError(
    `Cannot ${doing} as values must settle within ${iterations} rounds: got changes of ${tolerance} or more in the last one; ${remedy}`,
  );
}

/** Makes the sum of absolute values 1 (L1), or that of squares (L2); zeros stay. */
export function normalizeBy(norm: "L1" | "L2", values: Float64Array): void {
  const size = norm === "L1" ? values.reduce((sum, value) => sum + Math.abs(value), 0) : Math.sqrt(dot(values, values));
  if (size > 0) scale(values, 1 / size);
}

/** So much for each. */
export function constant(count: number, value: number): Float64Array<ArrayBuffer> {
  return new Float64Array(count).fill(value);
}

/** `out[v] = Σ weight · values[u]` over the entries of v; without weights each counts 1. */
export function gathering(
  { starts, neighbours }: Adjacency,
  weights?: Float64Array,
): (values: Float64Array, out: Float64Array) => void {
  if (weights === undefined) return (values, out) => sumNeighbours(starts, neighbours, values, out);
  return (values, out) => sumWeightedNeighbours(starts, neighbours, weights, values, out);
}
