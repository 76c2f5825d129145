import { symmetricEigen } from "../kernels/symmetric-eigen.ts";
import { atScale, Extent } from "./extent.ts";
import { type Matrix, zeros } from "./matrix.ts";

/** Eigenvalues of a symmetric matrix, the largest first, and beside each the eigenvector, a row of length 1. */
export interface Eigen {
  readonly values: Float64Array; // [size], descending
  readonly vectors: Matrix; // [size × size], one a row
}

/** Decomposes a symmetric matrix. The entry of an eigenvector that is largest in absolute value is positive. */
export function eigenOf(matrix: Matrix): Eigen {
  const steps = eigenInTurns(matrix);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** … of many columns, which takes long: it yields where others may take their turn. */
export function* eigenInTurns({ data, rows: size }: Matrix): Generator<undefined, Eigen> {
  // Its squares must be numbers, too; a power of two rounds nothing.
  const scale = scaleOf(data);
  const turned = atScale(data.slice(), scale);
  const values = new Float64Array(size);
  yield* symmetricEigen(turned, values, size);
  const order = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]!);
  const vectors = zeros(size, size);
  order.forEach((from, to) => {
    const vector = turned.subarray(from * size, (from + 1) * size);
    const sign = signOfLargest(vector);
    for (let at = 0; at < size; at++) vectors.data[to * size + at] = sign * vector[at]!;
  });
  return { values: Float64Array.from(order, (from) => values[from]! / scale), vectors };
}

function signOfLargest(vector: Float64Array): 1 | -1 {
  let largest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value;
  return largest < 0 ? -1 : 1;
}

function scaleOf(values: Float64Array): number {
  const extent = new Extent();
  extent.add(values);
  return extent.scale();
}
