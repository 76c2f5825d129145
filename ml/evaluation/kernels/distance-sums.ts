/** Adds to `sums[places[r]]` the Euclidean distance of one row to each other row r. */
export function distanceSums(
  data: Float64Array, // [rows × columns]
  rows: number,
  columns: number,
  row: number,
  places: Int32Array, // [rows]
  sums: Float64Array,
): void {
  const start = row * columns;
  for (let other = 0, at = 0; other < rows; other++) {
    let square = 0;
    for (let column = 0; column < columns; column++, at++) {
      const apart = data[start + column]! - data[at]!;
      square += apart * apart;
    }
    sums[places[other]!]! += Math.sqrt(square);
  }
}
