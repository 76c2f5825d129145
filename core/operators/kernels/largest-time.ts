/** The largest of `times[rows[k]]`, or of the first `length` times where `rows` is empty. */
export function largestTime(times: Float64Array, rows: Int32Array, length: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  if (rows.length === 0) {
    for (let row = 0; row < length; row++) if (times[row]! > largest) largest = times[row]!;
    return largest;
  }
  for (let k = 0; k < length; k++) {
    const time = times[rows[k]!]!;
    if (time > largest) largest = time;
  }
  return largest;
}
