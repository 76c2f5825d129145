/**
 * Unites the ends of edges: `winners[k]` and `losers[k]` become the roots of the k-th two parts that met, of which the winner stays one.
 * It is the one of the smaller number, so that parents have smaller numbers than their children. Gives how many met.
 */
export function uniteParts(
  sources: Uint32Array, // [edges]
  targets: Uint32Array, // [edges]
  count: number,
  parents: Uint32Array, // [vertices], each its own at first
  winners: Uint32Array, // [min(edges, vertices)], overwritten
  losers: Uint32Array, // [min(edges, vertices)], overwritten
): number {
  let met = 0;
  for (let edge = 0; edge < count; edge++) {
    const source = sources[edge]!;
    const target = targets[edge]!;
    // Of two that are below the same one, as most are before long, no root is looked for.
    if (parents[source] === parents[target]) continue;
    const one = rootAbove(parents, source);
    const other = rootAbove(parents, target);
    if (one === other) continue;
    const winner = Math.min(one, other);
    const loser = Math.max(one, other);
    parents[loser] = winner;
    winners[met] = winner;
    losers[met++] = loser;
  }
  return met;
}

/** The root above a vertex, with path halving on the way. */
export function rootAbove(parents: Uint32Array, vertex: number): number {
  let at = vertex;
  for (;;) {
    const parent = parents[at]!;
    if (parent === at) return at;
    const above = parents[parent]!;
    parents[at] = above;
    at = above;
  }
}

/** The root above a vertex, which is its parent then, so that `isOther` says on which side of the root it is. */
export function rootOfSides(parents: Uint32Array, isOther: Uint8Array, vertex: number): number {
  let root = vertex;
  let side = 0;
  while (parents[root] !== root) {
    side ^= isOther[root]!;
    root = parents[root]!;
  }
  // Everything on the way is put right below the root.
  for (let at = vertex; at !== root; ) {
    const above = parents[at]!;
    const before = isOther[at]!;
    parents[at] = root;
    isOther[at] = side;
    side ^= before;
    at = above;
  }
  return root;
}

/**
 * The first edge from a number on whose ends are in two parts, or on one side of a part that is not odd yet; `count` where there is
 * none. `isOther[v]` says whether v is on another side than its parent.
 */
export function nextBetweenSides(
  sources: Uint32Array, // [edges]
  targets: Uint32Array, // [edges]
  from: number,
  count: number,
  parents: Uint32Array, // [vertices], each its own at first
  isOther: Uint8Array, // [vertices], zeros at first
  isOdd: Uint8Array, // [vertices], of roots
): number {
  for (let edge = from; edge < count; edge++) {
    const source = sources[edge]!;
    const target = targets[edge]!;
    const root = rootOfSides(parents, isOther, source);
    if (root !== rootOfSides(parents, isOther, target)) return edge;
    if (isOdd[root] === 0 && isOther[source] === isOther[target]) return edge;
  }
  return count;
}
