/**
 * Brandes' algorithm from one vertex, edges counting 1 each: `centrality[v] += Σ (share of the shortest paths source → u that
 * pass v)` over all u. Forward, paths are counted in the order of distances; backward, each vertex hands on what it got.
 */
export function addBetweenness(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  source: number,
  queue: Uint32Array, // [vertices + 1]
  distances: Int32Array, // [vertices], −1 before and after
  paths: Float64Array, // [vertices], zeros before and after
  shares: Float64Array, // [vertices]
  farther: Uint32Array, // [entries + 1], the neighbours of each that are one step farther
  fartherStarts: Uint32Array, // [vertices + 1], by place in the queue
  centrality: Float64Array, // [vertices]
): void {
  queue[0] = source;
  distances[source] = 0;
  paths[source] = 1;
  let end = 1;
  let edge = 0;
  for (let at = 0; at < end; at++) {
    fartherStarts[at] = edge;
    const vertex = queue[at]!;
    const next = distances[vertex]! + 1;
    const count = paths[vertex]!;
    const last = starts[vertex + 1]!;
    for (let e = starts[vertex]!; e < last; e++) {
      const other = neighbours[e]!;
      if (distances[other]! < 0) {
        distances[other] = next;
        queue[end++] = other;
      }
      if (distances[other] !== next) continue;
      paths[other]! += count;
      farther[edge++] = other;
    }
  }
  fartherStarts[end] = edge;
  for (let at = end - 1; at >= 0; at--) {
    const vertex = queue[at]!;
    const last = fartherStarts[at + 1]!;
    let sum = 0;
    for (let e = fartherStarts[at]!; e < last; e++) sum += shares[farther[e]!]!;
    // (1 + dependency) / paths: what each path to it is worth to those before it.
    const dependency = paths[vertex]! * sum;
    shares[vertex] = (1 + dependency) / paths[vertex]!;
    if (at > 0) centrality[vertex]! += dependency;
  }
  for (let at = 0; at < end; at++) {
    distances[queue[at]!] = -1;
    paths[queue[at]!] = 0;
  }
}

/**
 * The vertices that a source reaches in the order of their distances, and `paths[v]`, how many shortest paths lead to each:
 * edges on them are those with `distances[v] + weight = distances[u]`. Gives how many it reaches.
 */
export function countPaths(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  weights: Float64Array, // [entries], above 0
  order: Uint32Array, // [reached], by distance
  distances: Float64Array, // [vertices]
  source: number,
  paths: Float64Array, // [vertices], overwritten
): void {
  paths.fill(0);
  paths[source] = 1;
  for (let at = 0; at < order.length; at++) {
    const vertex = order[at]!;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const other = neighbours[e]!;
      if (distances[vertex]! + weights[e]! === distances[other]!) paths[other]! += paths[vertex]!;
    }
  }
}

/** The way back of `addBetweenness`, by weight, for vertices and for edges. */
export function addDependencies(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  edges: Uint32Array, // [entries]
  weights: Float64Array, // [entries], above 0
  order: Uint32Array, // [reached], by distance, the source first
  distances: Float64Array, // [vertices]
  paths: Float64Array, // [vertices]
  shares: Float64Array, // [vertices]
  ofVertices: Float64Array, // [vertices]
  ofEdges: Float64Array, // [edges]
): void {
  for (let at = order.length - 1; at >= 0; at--) {
    const vertex = order[at]!;
    let sum = 0;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const other = neighbours[e]!;
      if (distances[vertex]! + weights[e]! !== distances[other]!) continue;
      sum += shares[other]!;
      ofEdges[edges[e]!]! += paths[vertex]! * shares[other]!;
    }
    const dependency = paths[vertex]! * sum;
    shares[vertex] = (1 + dependency) / paths[vertex]!;
    if (at > 0) ofVertices[vertex]! += dependency;
  }
}
