/** Index of the first value that is NaN or infinite; -1 where all are finite. */
export function firstNotFinite(values: Float64Array): number {
  // Where their sum is finite, all are: no branch for each value.
  if (Number.isFinite(sumOfSizes(values))) return -1;
  for (let at = 0; at < values.length; at++) if (!Number.isFinite(values[at]!)) return at;
  return -1;
}

/** Σ |value|. */
export function sumOfSizes(values: Float64Array): number {
  // Four sums do not wait for one another, and an index that is compared with the length of what it is used for needs no check of bounds.
  const quarter = values.length >> 2;
  const [first, second] = [values.subarray(0, quarter), values.subarray(quarter, 2 * quarter)];
  const [third, rest] = [values.subarray(2 * quarter, 3 * quarter), values.subarray(3 * quarter)];
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let at = 0; at < first.length; at++) {
    a += Math.abs(first[at]!);
    b += Math.abs(second[at]!);
    c += Math.abs(third[at]!);
    d += Math.abs(rest[at]!);
  }
  for (let at = quarter; at < rest.length; at++) d += Math.abs(rest[at]!);
  return a + b + c + d;
}

/** Index of the first value that is below 0 or not finite; -1 where there is none. */
export function firstNotWeight(values: Float64Array): number {
  for (let at = 0; at < values.length; at++) if (!(values[at]! >= 0 && values[at]! < Infinity)) return at;
  return -1;
}
