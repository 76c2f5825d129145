/** One round over all edges: `distances[v] = min(distances[v], distances[u] + weight)`. Gives a vertex that got nearer, −1 if none. */
export function relaxEdges(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  weights: Float64Array, // [entries]
  distances: Float64Array, // [vertices]
): number {
  let nearer = -1;
  for (let vertex = 0; vertex < distances.length; vertex++) {
    const distance = distances[vertex]!;
    if (distance === Number.POSITIVE_INFINITY) continue;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const other = neighbours[e]!;
      if (distance + weights[e]! >= distances[other]!) continue;
      distances[other] = distance + weights[e]!;
      nearer = other;
    }
  }
  return nearer;
}

/** Floyd and Warshall's step by way of the vertices in [from, to): `table[i][j] = min(table[i][j], table[i][k] + table[k][j])`. */
export function relaxByWayOf(
  count: number,
  from: number,
  to: number,
  table: Float64Array, // [vertices × vertices], by rows
): void {
  for (let k = from; k < to; k++) {
    for (let i = 0; i < count; i++) {
      const first = table[i * count + k]!;
      if (first === Number.POSITIVE_INFINITY) continue;
      for (let j = 0; j < count; j++) {
        const distance = first + table[k * count + j]!;
        if (distance < table[i * count + j]!) table[i * count + j] = distance;
      }
    }
  }
}
