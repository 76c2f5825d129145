/** The largest of `times[rows[k]]`, or of the first `length` times where `rows` is empty; NaN where one is not finite. */
export function largestTime(times: Float64Array, rows: Int32Array, length: number): number {
  return rows.length === 0 ? largestOf(times, length) : largestChosen(times, rows, length);
}

// ∞ − ∞ and NaN − NaN are NaN. Nothing but `return` stands behind the loops, or V8 gives their code up there each time.

function largestOf(times: Float64Array, length: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < length; row++) {
    const time = times[row]!;
    if (time - time !== 0) return Number.NaN;
    if (time > largest) largest = time;
  }
  return largest;
}

function largestChosen(times: Float64Array, rows: Int32Array, length: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < length; k++) {
    const time = times[rows[k]!]!;
    if (time - time !== 0) return Number.NaN;
    if (time > largest) largest = time;
  }
  return largest;
}
