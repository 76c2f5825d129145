/** The largest of `times[rows[k]]`, or of the first `length` times where `rows` is empty; NaN where one is not finite. */
export function largestTime(times: Float64Array, rows: Int32Array, length: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  // 0 as long as all are finite: ∞ − ∞ and NaN − NaN are NaN.
  let finite = 0;
  if (rows.length === 0) {
    for (let row = 0; row < length; row++) {
      const time = times[row]!;
      finite += time - time;
      if (time > largest) largest = time;
    }
    return largest + finite;
  }
  for (let k = 0; k < length; k++) {
    const time = times[rows[k]!]!;
    finite += time - time;
    if (time > largest) largest = time;
  }
  return largest + finite;
}
