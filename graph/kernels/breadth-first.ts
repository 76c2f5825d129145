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
