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
    const one = rootOf(parents, sources[edge]!);
    const other = rootOf(parents, targets[edge]!);
    if (one < other) parents[other] = one;
    else parents[one] = other;
  }
}

/** `roots[v]` becomes the root itself: parents have smaller numbers than their children. */
export function flatten(parents: Uint32Array): void {
  for (let vertex = 0; vertex < parents.length; vertex++) parents[vertex] = parents[parents[vertex]!]!;
}

/** `least[c]` becomes the vertex of component c whose rank is least. */
export function leastOfComponents(
  components: Uint32Array, // [vertices], numbers below that of vertices
  ranks: Uint32Array, // [vertices]
  none: number,
  least: Uint32Array, // [vertices], `none` at first
): void {
  for (let vertex = 0; vertex < components.length; vertex++) {
    const component = components[vertex]!;
    const before = least[component]!;
    if (before === none || ranks[vertex]! < ranks[before]!) least[component] = vertex;
  }
}

/** `out[v] = values[indices[v]]` */
export function gatherNumbers(values: Uint32Array, indices: Uint32Array, out: Uint32Array): void {
  for (let k = 0; k < indices.length; k++) out[k] = values[indices[k]!]!;
}

/**
 * Goes through edges in their order and keeps those whose ends were not connected yet: `kept[from count on]` become their numbers.
 * Gives how many are kept.
 */
export function uniteLightest(
  sources: Uint32Array, // [edges]
  targets: Uint32Array, // [edges]
  order: Uint32Array, // [edges], lightest first
  from: number,
  to: number,
  parents: Uint32Array, // [vertices], each its own at first
  kept: Uint32Array, // [vertices]
  count: number,
): number {
  let end = count;
  for (let at = from; at < to; at++) {
    const edge = order[at]!;
    const one = rootOf(parents, sources[edge]!);
    const other = rootOf(parents, targets[edge]!);
    if (one === other) continue;
    parents[one] = other;
    kept[end++] = edge;
  }
  return end;
}

/** The root above a vertex, with path halving on the way. */
function rootOf(parents: Uint32Array, vertex: number): number {
  let at = vertex;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!;
    at = parents[at]!;
  }
  return at;
}
