/**
 * Shortest distances by buckets of a width: takes the vertices of the least bucket, shortens the distances of their neighbours, and
 * moves those to the buckets that they now belong to; a vertex whose distance shrinks again within its bucket is taken again. Buckets
 * are rings of lists that go through the vertices. Stops after `atMost` vertices; `state` is [bucket at hand, its place in the ring,
 * vertices that wait, what a kernel has fetched ahead of its use].
 *
 * Morally: `while (some wait) for (v of least bucket) for (v → u) distances[u] = min(distances[u], distances[v] + weight)`.
 */
export function settleBuckets(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  weights: Float64Array, // [entries], ≥ 0
  distances: Float64Array, // [vertices], infinite where not reached yet
  heads: Int32Array, // [buckets], the first vertex of each; −1 where there is none
  next: Int32Array, // [vertices], the one behind it in its bucket, or −1
  previous: Int32Array, // [vertices], the one before it, or −1
  places: Int32Array, // [vertices], the bucket of each in the ring; −1 where it is in none
  count: number, // buckets
  perWidth: number,
  state: Float64Array, // [4]
  atMost: number,
): void {
  let bucket = state[0]!;
  let place = state[1]!;
  let waiting = state[2]!;
  for (let taken = 0; taken < atMost && waiting > 0; taken++) {
    while (heads[place]! < 0) {
      place = place + 1 === count ? 0 : place + 1;
      bucket++;
    }
    const vertex = heads[place]!;
    const behind = next[vertex]!;
    heads[place] = behind;
    if (behind >= 0) previous[behind] = -1;
    places[vertex] = -1;
    waiting--;
    const base = distances[vertex]!;
    const last = starts[vertex + 1]!;
    for (let e = starts[vertex]!; e < last; e++) {
      const other = neighbours[e]!;
      const distance = base + weights[e]!;
      if (distance >= distances[other]!) continue;
      distances[other] = distance;
      // Distances beyond what doubles tell apart may be off by buckets; what is taken too early is taken again.
      const ahead = Math.max(0, Math.min(count - 1, Math.floor(distance * perWidth) - bucket));
      const to = place + ahead >= count ? place + ahead - count : place + ahead;
      const from = places[other]!;
      if (from === to) continue;
      if (from >= 0) {
        const one = previous[other]!;
        const two = next[other]!;
        if (one >= 0) next[one] = two;
        else heads[from] = two;
        if (two >= 0) previous[two] = one;
      } else waiting++;
      const first = heads[to]!;
      next[other] = first;
      previous[other] = -1;
      if (first >= 0) previous[first] = other;
      heads[to] = other;
      places[other] = to;
    }
  }
  state[0] = bucket;
  state[1] = place;
  state[2] = waiting;
}
