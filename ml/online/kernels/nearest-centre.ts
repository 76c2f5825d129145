/** The centre that is nearest to a row, the first of several. */
export function nearestCentre(
  data: Float64Array, // rows, row-major
  start: number, // of the row
  centres: Float64Array, // [count × columns], row-major
  count: number,
  columns: number,
): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0, from = 0; k < count; k++, from += columns) {
    let distance = 0;
    for (let c = 0; c < columns; c++) {
      const apart = data[start + c]! - centres[from + c]!;
      distance += apart * apart;
    }
    if (distance < least) {
      least = distance;
      best = k;
    }
  }
  return best;
}
