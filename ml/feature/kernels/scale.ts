/** `out[r, c] = (data[r, c] − offset[c]) · factor[c]`; four rows at a time, to which one look at a column's numbers serves. */
export function shiftAndScale(
  data: Float64Array, // [rows × columns], row-major
  rows: number,
  columns: number,
  offset: Float64Array, // [columns]
  factor: Float64Array, // [columns]
  out: Float64Array, // [rows × columns], overwritten
): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    for (let column = 0, at = row * columns; column < columns; column++, at++) {
      const less = offset[column]!;
      const times = factor[column]!;
      const second = at + columns;
      const third = second + columns;
      const fourth = third + columns;
      out[at] = (data[at]! - less) * times;
      out[second] = (data[second]! - less) * times;
      out[third] = (data[third]! - less) * times;
      out[fourth] = (data[fourth]! - less) * times;
    }
  }
  for (let at = row * columns, column = 0; at < rows * columns; at++, column++) {
    if (column === columns) column = 0;
    out[at] = (data[at]! - offset[column]!) * factor[column]!;
  }
}
