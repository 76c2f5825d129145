/**
 * The later points within a distance of each of some points, ascending, those of one point behind those of the one before; gives how many there
 * are. Points ascend by their first column. WebAssembly estimates distances of f32 first, and decides by those of f64, as here.
 */
export function pairsWithin(
  points: Float64Array, // [count × columns], row-major
  _tiles: Float32Array, // [⌈count ÷ 4⌉ × columns × 4], for use there: points less an origin, by the distance, the same column of four together
  count: number,
  columns: number,
  most: number, // the squared distance
  _bound: number, // for use there: estimates above it are too far
  start: number, // a multiple of 4
  end: number,
  _spare: Uint32Array, // [4 × count], for use there
  found: Uint32Array, // [(end − start) × count], overwritten
  ends: Uint32Array, // [end − start], overwritten: where the points found end
): number {
  let total = 0;
  for (let row = start; row < end; row++) {
    const from = row * columns;
    for (let other = row + 1; other < count; other++) {
      const to = other * columns;
      const first = points[to]! - points[from]!;
      let sum = first * first;
      // All that come are farther by this column alone.
      if (sum > most) break;
      for (let c = 1; c < columns && sum <= most; c++) {
        const apart = points[to + c]! - points[from + c]!;
        sum += apart * apart;
      }
      if (sum <= most) found[total++] = other;
    }
    ends[row - start] = total;
  }
  return total;
}
