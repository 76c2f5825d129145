/** `starts[v + 1] += 1` for each end v: counted so, entries find their place without a sort. */
export function countEnds(
  ends: Uint32Array, // [edges]
  starts: Uint32Array, // [vertices + 1]
): void {
  for (let edge = 0; edge < ends.length; edge++) starts[ends[edge]! + 1]!++;
}

/** As `countEnds`, for both ends of each edge; a self-loop is one entry of an undirected graph, not two. */
export function countBothEnds(
  from: Uint32Array, // [edges]
  to: Uint32Array, // [edges]
  starts: Uint32Array, // [vertices + 1]
  count: number, // edges
): void {
  for (let edge = 0; edge < count; edge++) {
    const one = from[edge]!;
    const other = to[edge]!;
    starts[one + 1]!++;
    if (one !== other) starts[other + 1]!++;
  }
}

/** Counts become positions: `starts[v] = Σ counts before v`. */
export function sumCounts(starts: Uint32Array): void {
  for (let at = 1; at < starts.length; at++) starts[at]! += starts[at - 1]!;
}

/** The other end of each edge as an entry of the vertex it comes from, in the order of the edges. */
export function placeEntries(
  from: Uint32Array, // [edges]
  to: Uint32Array, // [edges]
  free: Uint32Array, // [vertices], the next free entry of each; goes on
  neighbours: Uint32Array, // [entries]
): void {
  for (let edge = 0; edge < from.length; edge++) neighbours[free[from[edge]!]!++] = to[edge]!;
}

/** As `placeEntries`, for the numbers of the edges. */
export function numberEntries(
  from: Uint32Array, // [edges]
  free: Uint32Array, // [vertices], the next free entry of each; goes on
  edges: Uint32Array, // [entries]
): void {
  for (let edge = 0; edge < from.length; edge++) edges[free[from[edge]!]!++] = edge;
}

/** Each edge of an undirected graph as an entry of both of its ends; a self-loop as one. */
export function placeBothEntries(
  from: Uint32Array, // [edges]
  to: Uint32Array, // [edges]
  free: Uint32Array, // [vertices], the next free entry of each; goes on
  neighbours: Uint32Array, // [entries]
  count: number, // edges
): void {
  for (let edge = 0; edge < count; edge++) {
    const one = from[edge]!;
    const other = to[edge]!;
    neighbours[free[one]!++] = other;
    if (one !== other) neighbours[free[other]!++] = one;
  }
}

/** As `placeBothEntries`, for the numbers of the edges. */
export function numberBothEntries(
  from: Uint32Array, // [edges]
  to: Uint32Array, // [edges]
  free: Uint32Array, // [vertices], the next free entry of each; goes on
  edges: Uint32Array, // [entries]
): void {
  for (let edge = 0; edge < from.length; edge++) {
    const one = from[edge]!;
    const other = to[edge]!;
    edges[free[one]!++] = edge;
    if (one !== other) edges[free[other]!++] = edge;
  }
}

/** `out[k] = values[indices[k]]` */
export function gatherWeights(values: Float64Array, indices: Uint32Array, out: Float64Array): void {
  for (let k = 0; k < indices.length; k++) out[k] = values[indices[k]!]!;
}

/**
 * The neighbours of each vertex by two adjacencies together, each once and without itself: what parallel edges, self-loops
 * and directions leave of a graph. Gives the number of entries.
 */
export function placeDistinct(
  firstStarts: Uint32Array, // [vertices + 1]
  first: Uint32Array,
  secondStarts: Uint32Array, // [vertices + 1]
  second: Uint32Array,
  seen: Uint32Array, // [vertices], zeros
  starts: Uint32Array, // [vertices + 1], overwritten
  neighbours: Uint32Array, // [entries of both], overwritten
): number {
  let entry = 0;
  for (let vertex = 0; vertex < starts.length - 1; vertex++) {
    starts[vertex] = entry;
    seen[vertex] = vertex + 1;
    entry = placeUnseen(firstStarts, first, vertex, seen, neighbours, entry);
    entry = placeUnseen(secondStarts, second, vertex, seen, neighbours, entry);
  }
  starts[starts.length - 1] = entry;
  return entry;
}

/** The neighbours of a vertex that are not `seen` with it yet, from an entry on. Gives the next free entry. */
function placeUnseen(
  starts: Uint32Array, // [vertices + 1]
  entries: Uint32Array,
  vertex: number,
  seen: Uint32Array, // [vertices]
  neighbours: Uint32Array,
  from: number,
): number {
  let entry = from;
  for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
    const other = entries[e]!;
    if (seen[other] === vertex + 1) continue;
    seen[other] = vertex + 1;
    neighbours[entry++] = other;
  }
  return entry;
}

/** The rows of a symmetric matrix once more, each in ascending order. */
export function transposeRows(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  free: Uint32Array, // [vertices], the next free entry of each; goes on
  sorted: Uint32Array, // [entries], overwritten
): void {
  for (let vertex = 0; vertex < free.length; vertex++) {
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) sorted[free[neighbours[e]!]!++] = vertex;
  }
}

/**
 * Numbers the pairs (v, u) with v < u in their order. In rows that are sorted the other entry of each pair is the next one of
 * u that has no number yet, as v goes up.
 */
export function numberPairs(
  starts: Uint32Array, // [vertices + 1]
  sorted: Uint32Array, // [entries]
  free: Uint32Array, // [vertices], the next entry of each without a number; goes on
  pairs: Uint32Array, // [entries], overwritten
  least: Uint32Array, // [pairs], overwritten
  greatest: Uint32Array, // [pairs], overwritten
): void {
  let pair = 0;
  for (let vertex = 0; vertex < free.length; vertex++) {
    for (let e = free[vertex]!; e < starts[vertex + 1]!; e++) {
      const other = sorted[e]!;
      pairs[e] = pair;
      pairs[free[other]!++] = pair;
      least[pair] = vertex;
      greatest[pair++] = other;
    }
  }
}
