/** Index of the first value that is NaN or infinite; -1 where all are finite. */
export function firstNotFinite(values: Float64Array): number {
  // A finite number times 0 is 0, any other is NaN: no branch for each value, and four sums that do not wait for one another.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let at = 0;
  for (; at + 3 < values.length; at += 4) {
    a += values[at]! * 0;
    b += values[at + 1]! * 0;
    c += values[at + 2]! * 0;
    d += values[at + 3]! * 0;
  }
  for (; at < values.length; at++) a += values[at]! * 0;
  if (a + b + c + d === 0) return -1;
  for (let at = 0; at < values.length; at++) if (!Number.isFinite(values[at]!)) return at;
  return -1;
}

/** Index of the first value that is below 0 or not finite; -1 where there is none. */
export function firstNotWeight(values: Float64Array): number {
  for (let at = 0; at < values.length; at++) if (!(values[at]! >= 0 && values[at]! < Infinity)) return at;
  return -1;
}
