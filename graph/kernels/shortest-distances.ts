/**
 * Dijkstra's algorithm on a binary heap of vertices: takes `atMost` vertices off the heap and settles them. Gives the size
 * of the heap, 0 when all that can be reached are settled.
 *
 * Morally: `while (heap) { v = heap.least(); for (v → u) distances[u] = min(distances[u], distances[v] + weight) }`.
 */
export function settleNearest(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  weights: Float64Array, // [entries], ≥ 0
  distances: Float64Array, // [vertices], infinite where not reached yet
  heap: Uint32Array, // [vertices], vertices, the nearest at 0
  places: Int32Array, // [vertices], where in the heap each is; −1 where it is not
  size: number,
  atMost: number,
): number {
  let heapSize = size;
  for (let settled = 0; settled < atMost && heapSize > 0; settled++) {
    const vertex = heap[0]!;
    places[vertex] = -1;
    heapSize--;
    if (heapSize > 0) {
      const last = heap[heapSize]!;
      let at = 0;
      for (let child = 1; child < heapSize; child = 2 * at + 1) {
        if (child + 1 < heapSize && distances[heap[child + 1]!]! < distances[heap[child]!]!) child++;
        if (distances[heap[child]!]! >= distances[last]!) break;
        heap[at] = heap[child]!;
        places[heap[at]!] = at;
        at = child;
      }
      heap[at] = last;
      places[last] = at;
    }
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const other = neighbours[e]!;
      const distance = distances[vertex]! + weights[e]!;
      if (distance >= distances[other]!) continue;
      let at = places[other]! >= 0 ? places[other]! : heapSize++;
      distances[other] = distance;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (distances[heap[parent]!]! <= distance) break;
        heap[at] = heap[parent]!;
        places[heap[at]!] = at;
        at = parent;
      }
      heap[at] = other;
      places[other] = at;
    }
  }
  return heapSize;
}
