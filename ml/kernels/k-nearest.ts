/**
 * The `k` rows of `points` nearest to each query, nearest first, of equal ones the earlier first: exact squared distances. Distances are
 * first estimated as `‖q‖² + ‖p‖² − 2·q·p` of centred rows, one product for each value; what may be near enough is computed in full.
 * Points come in tiles: [⌈count ÷ 4⌉ × columns × 4], the same column of four of them together.
 */
export function kNearest(
  queries: Float64Array, // [rows × columns], row-major
  centredQueries: Float64Array, // [rows × columns], less the mean of the points
  rows: number,
  points: Float64Array, // [count × columns], row-major
  tiles: Float64Array, // … less their mean, in tiles; zeros behind the last
  squares: Float64Array, // [⌈count ÷ 4⌉ · 4]: ‖p‖² of centred points, infinite behind the last
  count: number,
  columns: number,
  largestSquare: number,
  farthest: number, // the largest absolute value of the points
  k: number,
  _turned: Float64Array, // [4 × columns], for use there: four queries, the same column together
  bounds: Float64Array, // [3 × rows], for use here
  distances: Float64Array, // [rows × k], overwritten, squared
  neighbours: Uint32Array, // [rows × k], overwritten
): void {
  for (let row = 0; row < rows; row++) {
    const q = row * columns;
    let own = 0;
    let far = farthest;
    for (let c = 0; c < columns; c++) {
      own += centredQueries[q + c]! * centredQueries[q + c]!;
      far = Math.max(far, Math.abs(queries[q + c]!));
    }
    for (let at = row * k; at < (row + 1) * k; at++) distances[at] = Infinity;
    bounds[row] = Infinity;
    // What rounding may hide: of the squares that cancel in the estimate, and of centring, which moves a row by so much.
    bounds[rows + row] = (columns + 4) * 2.3e-16 * (own + largestSquare) - own;
    bounds[2 * rows + row] = 4.5e-16 * far * Math.sqrt(columns);
  }
  for (let row = 0; row < rows; row++) {
    const q = row * columns;
    const base = row * k;
    for (let p = 0; p < count; p += 4) {
      const tile = p * columns;
      let a = 0;
      let b = 0;
      let d = 0;
      let e = 0;
      for (let c = 0, at = tile; c < columns; c++, at += 4) {
        const value = centredQueries[q + c]!;
        a += value * tiles[at]!;
        b += value * tiles[at + 1]!;
        d += value * tiles[at + 2]!;
        e += value * tiles[at + 3]!;
      }
      for (let i = 0; i < 4; i++) {
        const product = i === 0 ? a : i === 1 ? b : i === 2 ? d : e;
        if (!(squares[p + i]! - 2 * product <= bounds[row]!)) continue;
        if (p + i >= count) break;
        const kth = insert(queries, q, points, p + i, columns, distances, neighbours, base, base + k - 1);
        const moved = bounds[2 * rows + row]!;
        bounds[row] = kth + bounds[rows + row]! + 2 * Math.sqrt(kth) * moved + moved * moved;
      }
    }
  }
}

/** Puts a point in its place, if it is near enough; gives the distance of the last that is kept. */
function insert(
  queries: Float64Array,
  q: number,
  points: Float64Array,
  p: number,
  columns: number,
  distances: Float64Array,
  neighbours: Uint32Array,
  base: number,
  last: number,
): number {
  let sum = 0;
  const from = p * columns;
  for (let c = 0; c < columns; c++) {
    const apart = queries[q + c]! - points[from + c]!;
    sum += apart * apart;
  }
  if (sum >= distances[last]!) return distances[last]!;
  let at = last;
  while (at > base && distances[at - 1]! > sum) {
    distances[at] = distances[at - 1]!;
    neighbours[at] = neighbours[at - 1]!;
    at--;
  }
  distances[at] = sum;
  neighbours[at] = p;
  return distances[last]!;
}
