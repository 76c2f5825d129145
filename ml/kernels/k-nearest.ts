/** Rows in two forms: as they are, and less some origin near all of them. */
export interface Points {
  readonly data: Float64Array; // [rows × columns], row-major
  readonly centred: Float64Array; // [rows × columns], row-major
}

/**
 * The `k` rows of `points` nearest to each query, nearest first, of equal ones the earlier first: exact squared distances. Distances are
 * first estimated as `‖q‖² + ‖p‖² − 2·q·p` of centred rows, one product for each value; what may be near enough is computed in full.
 */
export function kNearest(
  queries: Points,
  rows: number,
  points: Points,
  squares: Float64Array, // [count]: ‖p‖² of centred points
  columns: number,
  k: number,
  distances: Float64Array, // [rows × k], overwritten, squared
  neighbours: Uint32Array, // [rows × k], overwritten
): void {
  const { data, centred } = points;
  const asked = queries.centred;
  const count = squares.length;
  let largest = 0;
  for (let p = 0; p < count; p++) if (squares[p]! > largest) largest = squares[p]!;
  let farthest = 0;
  for (let at = 0; at < data.length; at++) farthest = Math.max(farthest, Math.abs(data[at]!));
  for (let row = 0; row < rows; row++) {
    const q = row * columns;
    const last = row * k + k - 1;
    for (let at = row * k; at <= last; at++) distances[at] = Infinity;
    let own = 0;
    let far = farthest;
    for (let c = 0; c < columns; c++) {
      own += asked[q + c]! * asked[q + c]!;
      far = Math.max(far, Math.abs(queries.data[q + c]!));
    }
    // What rounding may hide: of the squares that cancel in the estimate, and of centring, which moves a row by so much.
    const slack = (columns + 4) * 2.3e-16 * (own + largest);
    const moved = 4.5e-16 * far * Math.sqrt(columns);
    let bound = Infinity;
    for (let p = 0; p < count; p += 4) {
      const first = p * columns;
      const rest = Math.min(4, count - p);
      const second = rest > 1 ? first + columns : first;
      const third = rest > 2 ? second + columns : first;
      const fourth = rest > 3 ? third + columns : first;
      let a = 0;
      let b = 0;
      let d = 0;
      let e = 0;
      for (let c = 0; c < columns; c++) {
        const value = asked[q + c]!;
        a += value * centred[first + c]!;
        b += value * centred[second + c]!;
        d += value * centred[third + c]!;
        e += value * centred[fourth + c]!;
      }
      for (let i = 0; i < rest; i++) {
        const product = i === 0 ? a : i === 1 ? b : i === 2 ? d : e;
        if (squares[p + i]! - 2 * product > bound) continue;
        const kth = insert(queries.data, q, data, p + i, columns, distances, neighbours, row * k, last);
        bound = kth - own + slack + 2 * Math.sqrt(kth) * moved + moved * moved;
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
