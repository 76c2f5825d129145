/**
 * `out[row] = first + step · (left · 2^26 + right)` for whole numbers in [0, 2^26), NaN where one is none. Rows are `rows`,
 * or the first `count` where `rows` is empty. Gives how many are packed.
 */
export function packPairs(
  left: Float64Array,
  right: Float64Array,
  rows: Int32Array,
  count: number,
  first: number,
  step: number,
  out: Float64Array,
): number {
  const selected = rows.length > 0;
  let packed = 0;
  for (let k = 0; k < count; k++) {
    const row = selected ? rows[k]! : k;
    const a = left[row]!;
    const b = right[row]!;
    const fits = a >= 0 && b >= 0 && a < 67108864 && b < 67108864 && Math.floor(a) === a && Math.floor(b) === b;
    out[row] = fits ? first + step * (a * 67108864 + b) : Number.NaN;
    packed += fits ? 1 : 0;
  }
  return packed;
}
