/**
 * Visits the neighbours of the vertices in `queue[from, to)`: those without a distance (−1) get this one and join the queue
 * behind `to`. Gives the queue's new end.
 */
export function visitLevel(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  queue: Uint32Array, // [vertices]
  from: number,
  to: number,
  distance: number,
  distances: Int32Array, // [vertices]
): number {
  let end = to;
  for (let at = from; at < to; at++) {
    const vertex = queue[at]!;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const other = neighbours[e]!;
      if (distances[other]! >= 0) continue;
      distances[other] = distance;
      queue[end++] = other;
    }
  }
  return end;
}

/**
 * The same level from the other side: vertices without a distance look for a neighbour that has `distance − 1`, and stop at the
 * first. Those that find one join the queue at `end`. Gives the queue's new end.
 */
export function findLevel(
  starts: Uint32Array, // [vertices + 1], of edges that lead in
  neighbours: Uint32Array, // [entries]
  queue: Uint32Array, // [vertices]
  end: number,
  distance: number,
  distances: Int32Array, // [vertices]
  count: number, // vertices
): number {
  let next = end;
  const before = distance - 1;
  for (let vertex = 0; vertex < count; vertex++) {
    if (distances[vertex]! >= 0) continue;
    const last = starts[vertex + 1]!;
    for (let e = starts[vertex]!; e < last; e++) {
      if (distances[neighbours[e]!] !== before) continue;
      distances[vertex] = distance;
      queue[next++] = vertex;
      break;
    }
  }
  return next;
}

/** How many entries the vertices in `queue[from, to)` have. */
export function countEntries(
  starts: Uint32Array, // [vertices + 1]
  queue: Uint32Array, // [vertices]
  from: number,
  to: number,
): number {
  let count = 0;
  for (let at = from; at < to; at++) count += starts[queue[at]! + 1]! - starts[queue[at]!]!;
  return count;
}
