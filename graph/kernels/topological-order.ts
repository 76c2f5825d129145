/**
 * Kahn's algorithm: takes off vertices that no edge leads to any more, always the one of the least rank, on a binary heap. Gives
 * how many there were: fewer than all where edges make a cycle. `generations[v]` is the number of edges of the longest path to v.
 */
export function orderVertices(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  ranks: Uint32Array, // [vertices]
  missing: Uint32Array, // [vertices], edges that lead to each; goes down to 0
  heap: Uint32Array, // [vertices]
  order: Uint32Array, // [vertices], overwritten
  generations: Uint32Array, // [vertices], zeros at first
): number {
  let size = 0;
  let taken = 0;
  for (;;) {
    // Vertices that are ready go up from the end of the heap: at first any, then those of the vertex before.
    const before = taken === 0 ? -1 : order[taken - 1]!;
    const end = before < 0 ? ranks.length : starts[before + 1]!;
    for (let e = before < 0 ? 0 : starts[before]!; e < end; e++) {
      const vertex = before < 0 ? e : neighbours[e]!;
      if (before >= 0 && generations[vertex]! <= generations[before]!) generations[vertex] = generations[before]! + 1;
      if (before >= 0) missing[vertex]!--;
      if (missing[vertex] !== 0) continue;
      let at = size++;
      while (at > 0 && ranks[heap[(at - 1) >> 1]!]! > ranks[vertex]!) {
        heap[at] = heap[(at - 1) >> 1]!;
        at = (at - 1) >> 1;
      }
      heap[at] = vertex;
    }
    if (size === 0) return taken;
    order[taken++] = heap[0]!;
    const last = heap[--size]!;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && ranks[heap[child + 1]!]! < ranks[heap[child]!]!) child++;
      if (ranks[heap[child]!]! >= ranks[last]!) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}
