/**
 * Breadth-first search from each vertex in [from, to): how many it reaches, itself among them, and of their distances the sum,
 * the sum of inverses and the greatest.
 */
export function measureDistances(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  from: number,
  to: number,
  queue: Uint32Array, // [vertices]
  distances: Int32Array, // [vertices], −1 before and after
  reached: Float64Array, // [vertices], overwritten in [from, to), as those below
  sums: Float64Array,
  inverses: Float64Array,
  greatest: Float64Array,
): void {
  for (let source = from; source < to; source++) {
    queue[0] = source;
    distances[source] = 0;
    let end = 1;
    let sum = 0;
    let inverse = 0;
    for (let at = 0; at < end; at++) {
      const vertex = queue[at]!;
      const next = distances[vertex]! + 1;
      for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
        const other = neighbours[e]!;
        if (distances[other]! >= 0) continue;
        distances[other] = next;
        sum += next;
        inverse += 1 / next;
        queue[end++] = other;
      }
    }
    reached[source] = end;
    sums[source] = sum;
    inverses[source] = inverse;
    greatest[source] = distances[queue[end - 1]!]!;
    for (let at = 0; at < end; at++) distances[queue[at]!] = -1;
  }
}

/** The same for one vertex whose distances are known, infinite where it does not reach. */
export function measureLengths(
  source: number,
  distances: Float64Array, // [vertices]
  reached: Float64Array, // [vertices], overwritten at the vertex, as those below
  sums: Float64Array,
  inverses: Float64Array,
  greatest: Float64Array,
): void {
  let [count, sum, inverse, most] = [0, 0, 0, 0];
  for (let vertex = 0; vertex < distances.length; vertex++) {
    const distance = distances[vertex]!;
    if (distance === Number.POSITIVE_INFINITY) continue;
    count++;
    sum += distance;
    if (vertex !== source) inverse += 1 / distance;
    if (distance > most) most = distance;
  }
  reached[source] = count;
  sums[source] = sum;
  inverses[source] = inverse;
  greatest[source] = most;
}
