/**
 * Hopcroft and Tarjan's algorithm, `atMost` steps of it: `blocks[e]` becomes the number of the biconnected component of edge e,
 * `cuts[v]` 1 where v is in several. What it is at is kept in `state`: the depth of calls, the next vertex to begin at, how many
 * were met, how many edges are on the stack, how many blocks there are, and those of the vertex it began at. Gives whether it
 * goes on.
 */
export function walkBlocks(
  starts: Uint32Array, // [vertices + 1], of edges as entries of both ends
  neighbours: Uint32Array, // [entries]
  edges: Uint32Array, // [entries]
  orders: Uint32Array, // [vertices], zeros at first: when each was met, from 1
  lows: Uint32Array, // [vertices], the first of those met that each leads back to
  cursors: Uint32Array, // [vertices], the next entry of each
  calls: Uint32Array, // [vertices]
  entries: Uint32Array, // [vertices], the edge by which each was met
  stack: Uint32Array, // [edges]
  blocks: Uint32Array, // [edges]
  cuts: Uint8Array, // [vertices], zeros at first
  state: Uint32Array, // [6]
  atMost: number,
): boolean {
  let [depth, next, met, size, count, ofRoot] = [state[0]!, state[1]!, state[2]!, state[3]!, state[4]!, state[5]!];
  let steps = 0;
  for (; steps < atMost; steps++) {
    let entered = -1;
    if (depth === 0) {
      while (next < orders.length && orders[next] !== 0) next++;
      if (next === orders.length) break;
      entered = next;
      ofRoot = 0;
    } else {
      const vertex = calls[depth - 1]!;
      const e = cursors[vertex]!;
      if (e < starts[vertex + 1]!) {
        cursors[vertex] = e + 1;
        const other = neighbours[e]!;
        const edge = edges[e]!;
        const isNew = orders[other] === 0;
        const isBack = orders[other]! < orders[vertex]! && (depth === 1 || edge !== entries[vertex]);
        if (isNew || isBack) stack[size++] = edge;
        if (isBack && !isNew && orders[other]! < lows[vertex]!) lows[vertex] = orders[other]!;
        if (isNew) {
          entered = other;
          entries[other] = edge;
        }
      } else if (--depth > 0) {
        const before = calls[depth - 1]!;
        if (lows[vertex]! < lows[before]!) lows[before] = lows[vertex]!;
        if (lows[vertex]! >= orders[before]!) {
          do blocks[stack[--size]!] = count;
          while (stack[size] !== entries[vertex]);
          count++;
          if (depth > 1 || ++ofRoot > 1) cuts[before] = 1;
        }
      }
    }
    if (entered >= 0) {
      orders[entered] = ++met;
      lows[entered] = met;
      cursors[entered] = starts[entered]!;
      calls[depth++] = entered;
    }
  }
  state[0] = depth;
  state[1] = next;
  state[2] = met;
  state[3] = size;
  state[4] = count;
  state[5] = ofRoot;
  return steps === atMost;
}
