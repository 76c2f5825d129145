/**
 * Tarjan's algorithm, `atMost` steps of it: `roots[v]` becomes the vertex by which v's strongly connected component was
 * entered. What it is at is kept in `state`: the depth of calls, the next vertex to begin at, how many were met, and how many
 * are on the stack. Gives whether it goes on.
 */
export function walkStrongComponents(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  orders: Uint32Array, // [vertices], zeros at first: when each was met, from 1
  lows: Uint32Array, // [vertices], the first of those met that each leads back to
  cursors: Uint32Array, // [vertices], the next entry of each
  calls: Uint32Array, // [vertices]
  stack: Uint32Array, // [vertices]
  roots: Uint32Array, // [vertices], `none` where not known yet
  none: number,
  state: Uint32Array, // [4]
  atMost: number,
): boolean {
  let [depth, next, met, size] = [state[0]!, state[1]!, state[2]!, state[3]!];
  let steps = 0;
  for (; steps < atMost; steps++) {
    let entered = none;
    if (depth === 0) {
      while (next < orders.length && orders[next] !== 0) next++;
      if (next === orders.length) break;
      entered = next;
    } else {
      const vertex = calls[depth - 1]!;
      const e = cursors[vertex]!;
      if (e < starts[vertex + 1]!) {
        cursors[vertex] = e + 1;
        const other = neighbours[e]!;
        if (orders[other] === 0) entered = other;
        else if (roots[other] === none && orders[other]! < lows[vertex]!) lows[vertex] = orders[other]!;
      } else {
        depth--;
        if (depth > 0 && lows[vertex]! < lows[calls[depth - 1]!]!) lows[calls[depth - 1]!] = lows[vertex]!;
        if (lows[vertex] === orders[vertex]) {
          do roots[stack[--size]!] = vertex;
          while (stack[size] !== vertex);
        }
      }
    }
    if (entered !== none) {
      orders[entered] = ++met;
      lows[entered] = met;
      cursors[entered] = starts[entered]!;
      calls[depth++] = entered;
      stack[size++] = entered;
    }
  }
  state[0] = depth;
  state[1] = next;
  state[2] = met;
  state[3] = size;
  return steps === atMost;
}
