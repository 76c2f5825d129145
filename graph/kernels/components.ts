/**
 * Unites the ends of the edges in [from, to): `parents[v]` leads to the root of v's component, which has the smallest
 * number of it. Union by number with path halving.
 */
export function uniteEnds(
  sources: Uint32Array, // [edges]
  targets: Uint32Array, // [edges]
  from: number,
  to: number,
  parents: Uint32Array, // [vertices], each its own at first
): void {
  for (let edge = from; edge < to; edge++) {
    let one = sources[edge]!;
    let other = targets[edge]!;
    while (parents[one] !== one) {
      parents[one] = parents[parents[one]!]!;
      one = parents[one]!;
    }
    while (parents[other] !== other) {
      parents[other] = parents[parents[other]!]!;
      other = parents[other]!;
    }
    if (one < other) parents[other] = one;
    else parents[one] = other;
  }
}

/** `roots[v]` becomes the root itself: parents have smaller numbers than their children. */
export function flatten(parents: Uint32Array): void {
  for (let vertex = 0; vertex < parents.length; vertex++) parents[vertex] = parents[parents[vertex]!]!;
}

/** `least[root]` becomes the vertex of that component whose rank is least. */
export function leastOfComponents(
  roots: Uint32Array, // [vertices]
  ranks: Uint32Array, // [vertices]
  least: Uint32Array, // [vertices], each its own at first
): void {
  for (let vertex = 0; vertex < roots.length; vertex++) {
    const root = roots[vertex]!;
    if (ranks[vertex]! < ranks[least[root]!]!) least[root] = vertex;
  }
}

/** `out[v] = values[indices[v]]` */
export function gatherNumbers(values: Uint32Array, indices: Uint32Array, out: Uint32Array): void {
  for (let k = 0; k < indices.length; k++) out[k] = values[indices[k]!]!;
}
