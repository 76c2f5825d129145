/** The rows whose squared distance to a row is at most `most`, itself included, ascending; how many there are. */
export function neighboursOf(
  data: Float64Array, // [rows × columns], row-major
  rows: number,
  columns: number,
  row: number,
  most: number,
  found: Int32Array, // [rows], overwritten
): number {
  const start = row * columns;
  let count = 0;
  for (let other = 0; other < rows; other++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      const away = data[start + column]! - data[other * columns + column]!;
      sum += away * away;
    }
    if (sum <= most) found[count++] = other;
  }
  return count;
}
