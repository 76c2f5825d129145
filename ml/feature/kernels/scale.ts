/** `out[r, c] = (data[r, c] − offset[c]) · factor[c]`. */
export function shiftAndScale(
  data: Float64Array, // [rows × columns], row-major
  rows: number,
  columns: number,
  offset: Float64Array, // [columns]
  factor: Float64Array, // [columns]
  out: Float64Array, // [rows × columns], overwritten
): void {
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) out[at] = (data[at]! - offset[column]!) * factor[column]!;
  }
}
