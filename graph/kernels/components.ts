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
  for (let edge = from; edge < to; edge++) unite(parents, sources[edge]!, targets[edge]!);
}

/** Unites the vertices in [from, to) with the first neighbours in their rows, so many at most; roots as in `uniteEnds`. */
export function uniteFirst(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  atMost: number,
  from: number,
  to: number,
  parents: Uint32Array, // [vertices]
): void {
  for (let vertex = from; vertex < to; vertex++) {
    const start = starts[vertex]!;
    const end = Math.min(start + atMost, starts[vertex + 1]!);
    for (let e = start; e < end; e++) unite(parents, vertex, neighbours[e]!);
  }
}

/**
 * Unites the vertices in [from, to) with their neighbours from place `nth` of their rows on, but for those that are in the component of
 * `member` already: of an edge between that component and another one, the entry of the other end is enough.
 */
export function uniteOthers(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries], of both ends of each edge
  nth: number,
  member: number,
  from: number,
  to: number,
  parents: Uint32Array, // [vertices]
): void {
  for (let vertex = from; vertex < to; vertex++) {
    if (rootOf(parents, vertex) === rootOf(parents, member)) continue;
    for (let e = starts[vertex]! + nth; e < starts[vertex + 1]!; e++) unite(parents, vertex, neighbours[e]!);
  }
}

/** `roots[v]` becomes the root itself: parents have smaller numbers than their children. */
export function flatten(parents: Uint32Array): void {
  for (let vertex = 0; vertex < parents.length; vertex++) parents[vertex] = parents[parents[vertex]!]!;
}

export function isAscending(keys: Float64Array): boolean {
  for (let at = 1; at < keys.length; at++) if (keys[at]! < keys[at - 1]!) return false;
  return true;
}

/** `least[c]` becomes the vertex of component c whose key is least, and `leastKeys[c]` its key. */
export function leastOfComponents(
  components: Uint32Array, // [vertices], numbers below that of vertices
  keys: Float64Array, // [vertices]
  leastKeys: Float64Array, // [vertices], infinite at first
  least: Uint32Array, // [vertices]
): void {
  for (let vertex = 0; vertex < components.length; vertex++) {
    const component = components[vertex]!;
    const key = keys[vertex]!;
    if (key >= leastKeys[component]!) continue;
    leastKeys[component] = key;
    least[component] = vertex;
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

/** Of two that are below the same one, as most are before long, no root is looked for. */
function unite(parents: Uint32Array, vertex: number, neighbour: number): void {
  if (parents[vertex] === parents[neighbour]) return;
  const one = rootOf(parents, vertex);
  const other = rootOf(parents, neighbour);
  if (one < other) parents[other] = one;
  else parents[one] = other;
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
