/** `out[row] = (Σ |data[at]|^p)^(1/p)` over at in [starts[row], starts[row + 1]); the greatest |data[at]| for p = ∞. */
export function norms(
  starts: Int32Array, // [rows + 1]
  data: Float64Array,
  p: number,
  out: Float64Array, // [rows], overwritten
): void {
  if (p === 2) {
    euclideanNorms(starts, data, out);
    return;
  }
  for (let row = 0; row < out.length; row++) {
    let sum = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const value = Math.abs(data[at]!);
      if (p === 1) sum += value;
      else if (p === Number.POSITIVE_INFINITY) sum = Math.max(sum, value);
      else sum += value ** p;
    }
    out[row] = p === 1 || p === Number.POSITIVE_INFINITY ? sum : sum ** (1 / p);
  }
}

/** `out[row] = √(Σ data[at]²)`: of four sums, none of which waits for another. */
function euclideanNorms(starts: Int32Array, data: Float64Array, out: Float64Array): void {
  for (let row = 0; row < out.length; row++) {
    const end = starts[row + 1]!;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let at = starts[row]!;
    for (; at + 4 <= end; at += 4) {
      a += data[at]! * data[at]!;
      b += data[at + 1]! * data[at + 1]!;
      c += data[at + 2]! * data[at + 2]!;
      d += data[at + 3]! * data[at + 3]!;
    }
    for (; at < end; at++) a += data[at]! * data[at]!;
    out[row] = Math.sqrt(a + b + (c + d));
  }
}

/** `out[r, c] = data[r, c] ÷ √(Σ data[r, ·]²)`, undivided where that is 0: row by row, so that a row is divided while it is at hand. */
export function divideByLengths(
  data: Float64Array, // [rows × columns], row-major
  rows: number,
  columns: number,
  out: Float64Array, // [rows × columns], overwritten
): void {
  for (let row = 0, start = 0; row < rows; row++, start += columns) {
    const end = start + columns;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let at = start;
    for (; at + 4 <= end; at += 4) {
      a += data[at]! * data[at]!;
      b += data[at + 1]! * data[at + 1]!;
      c += data[at + 2]! * data[at + 2]!;
      d += data[at + 3]! * data[at + 3]!;
    }
    for (; at < end; at++) a += data[at]! * data[at]!;
    const length = Math.sqrt(a + b + (c + d));
    const divisor = length === 0 ? 1 : length;
    for (at = start; at + 4 <= end; at += 4) {
      out[at] = data[at]! / divisor;
      out[at + 1] = data[at + 1]! / divisor;
      out[at + 2] = data[at + 2]! / divisor;
      out[at + 3] = data[at + 3]! / divisor;
    }
    for (; at < end; at++) out[at] = data[at]! / divisor;
  }
}
