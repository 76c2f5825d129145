/**
 * A walk depth first up to a vertex that is met on the way to itself: `calls[0, length)` become the vertices of that cycle. Gives
 * its length, 0 where there is none.
 */
export function walkToCycle(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  edges: Uint32Array, // [entries]
  bothWays: boolean, // whether an edge is an entry of both ends: it is not walked back at once
  states: Uint8Array, // [vertices], zeros at first: 1 on the way, 2 behind it
  cursors: Uint32Array, // [vertices], the next entry of each
  calls: Uint32Array, // [vertices], overwritten
  entries: Uint32Array, // [vertices], the edge by which each was met; overwritten
): number {
  for (let root = 0; root < states.length; root++) {
    if (states[root] !== 0) continue;
    let depth = 1;
    calls[0] = root;
    states[root] = 1;
    while (depth > 0) {
      const vertex = calls[depth - 1]!;
      const e = cursors[vertex]!++;
      if (e >= starts[vertex + 1]!) {
        states[vertex] = 2;
        depth--;
        continue;
      }
      const other = neighbours[e]!;
      if (bothWays && depth > 1 && edges[e] === entries[vertex]) continue;
      if (states[other] === 1) {
        const from = calls.indexOf(other);
        calls.copyWithin(0, from, depth);
        return depth - from;
      }
      if (states[other] === 2) continue;
      states[other] = 1;
      entries[other] = edges[e]!;
      calls[depth++] = other;
    }
  }
  return 0;
}
