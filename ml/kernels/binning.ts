/** Sorts numbers, none of which is NaN, upwards; −0 comes before 0. */
export function sortNumbers(
  values: Float64Array, // [count]
  count: number,
  _spare: Float64Array, // [count + 1024], for use there
): void {
  values.subarray(0, count).sort();
}

/** The bin of each value of a column: the number of edges below it, 255 where it is missing. */
export function binValues(
  features: Float64Array, // [rows × columns], row-major
  column: number,
  columns: number,
  rows: number,
  edges: Float64Array, // [255], ascending, infinite behind the last
  bins: Uint8Array,
  start: number, // bins are put there, and at each fourth place from it on
): void {
  for (let row = 0, at = column, to = start; row < rows; row++, at += columns, to += 4) {
    const value = features[at]!;
    let low = 0;
    let high = 255;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (edges[middle]! < value) low = middle + 1;
      else high = middle;
    }
    bins[to] = Number.isNaN(value) ? 255 : low;
  }
}
