/** `shares[v] = ranks[v] / degree(v)`: what v gives to each neighbour. Gives the rank of vertices that have none. */
export function rankShares(
  starts: Uint32Array, // [vertices + 1], of edges that lead out
  ranks: Float64Array, // [vertices]
  shares: Float64Array, // [vertices], overwritten
  count: number, // vertices
): number {
  let dangling = 0;
  for (let vertex = 0; vertex < count; vertex++) {
    const degree = starts[vertex + 1]! - starts[vertex]!;
    if (degree === 0) dangling += ranks[vertex]!;
    else shares[vertex] = ranks[vertex]! / degree;
  }
  return dangling;
}

/** As `rankShares` by weight: `shares[v] = ranks[v] / Σ weights(v)`. */
export function weightedRankShares(
  weightSums: Float64Array, // [vertices], of edges that lead out
  ranks: Float64Array, // [vertices]
  shares: Float64Array, // [vertices], overwritten
): number {
  let dangling = 0;
  for (let vertex = 0; vertex < ranks.length; vertex++) {
    if (weightSums[vertex] === 0) {
      dangling += ranks[vertex]!;
      shares[vertex] = 0;
    } else shares[vertex] = ranks[vertex]! / weightSums[vertex]!;
  }
  return dangling;
}

/**
 * `next[v] = base · jumps[v] + damping · Σ shares[u]` over edges u → v. Gives `Σ |next − ranks|`. Four sums go side by side, so
 * that no addition waits for the one before.
 */
export function gatherRanks(
  starts: Uint32Array, // [vertices + 1], of edges that lead in
  neighbours: Uint32Array, // [entries]
  shares: Float64Array, // [vertices]
  jumps: Float64Array, // [vertices], sum 1
  base: number,
  damping: number,
  ranks: Float64Array, // [vertices]
  next: Float64Array, // [vertices], overwritten
  count: number, // vertices
): number {
  let change = 0;
  let e = 0;
  for (let vertex = 0; vertex < count; vertex++) {
    const end = starts[vertex + 1]!;
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (; e + 4 <= end; e += 4) {
      first += shares[neighbours[e]!]!;
      second += shares[neighbours[e + 1]!]!;
      third += shares[neighbours[e + 2]!]!;
      fourth += shares[neighbours[e + 3]!]!;
    }
    let sum = first + third + (second + fourth);
    for (; e < end; e++) sum += shares[neighbours[e]!]!;
    const rank = base * jumps[vertex]! + damping * sum;
    change += Math.abs(rank - ranks[vertex]!);
    next[vertex] = rank;
  }
  return change;
}

/** As `gatherRanks` by weight: `… Σ weights[e] · shares[u]`. */
export function gatherWeightedRanks(
  starts: Uint32Array, // [vertices + 1], of edges that lead in
  neighbours: Uint32Array, // [entries]
  weights: Float64Array, // [entries]
  shares: Float64Array, // [vertices]
  jumps: Float64Array, // [vertices], sum 1
  base: number,
  damping: number,
  ranks: Float64Array, // [vertices]
  next: Float64Array, // [vertices], overwritten
): number {
  let change = 0;
  for (let vertex = 0; vertex < next.length; vertex++) {
    let sum = 0;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) sum += weights[e]! * shares[neighbours[e]!]!;
    const rank = base * jumps[vertex]! + damping * sum;
    change += Math.abs(rank - ranks[vertex]!);
    next[vertex] = rank;
  }
  return change;
}

/** `sums[v] = Σ weights[e]` over the entries of v. */
export function sumWeights(
  starts: Uint32Array, // [vertices + 1]
  weights: Float64Array, // [entries]
  sums: Float64Array, // [vertices], overwritten
): void {
  for (let vertex = 0; vertex < sums.length; vertex++) {
    let sum = 0;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) sum += weights[e]!;
    sums[vertex] = sum;
  }
}

/** Rows in another order, whose entries go by the places of vertices in it; each row keeps the order of its entries. */
export function reorderRows(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  places: Uint32Array, // [vertices]
  order: Uint32Array, // [vertices], the vertex of each place
  newStarts: Uint32Array, // [vertices + 1], overwritten
  newNeighbours: Uint32Array, // [entries], overwritten
  count: number, // vertices
): void {
  let entry = 0;
  for (let place = 0; place < count; place++) {
    newStarts[place] = entry;
    const vertex = order[place]!;
    const end = starts[vertex + 1]!;
    for (let e = starts[vertex]!; e < end; e++) newNeighbours[entry++] = places[neighbours[e]!]!;
  }
  newStarts[count] = entry;
}

/** How many entries the rows have, as the differences of `newStarts`, in another order. */
export function reorderLengths(
  starts: Uint32Array, // [vertices + 1]
  order: Uint32Array, // [vertices], the vertex of each place
  newStarts: Uint32Array, // [vertices + 1], overwritten
): void {
  let entry = 0;
  for (let place = 0; place < order.length; place++) {
    newStarts[place] = entry;
    const vertex = order[place]!;
    entry += starts[vertex + 1]! - starts[vertex]!;
  }
  newStarts[order.length] = entry;
}

/** `out[k] = values[indices[k]]` */
export function gatherValues(values: Float64Array, indices: Uint32Array, out: Float64Array): void {
  for (let k = 0; k < indices.length; k++) out[k] = values[indices[k]!]!;
}
