/**
 * Moves the vertices in `order[from, to)` to the neighbouring community that gains most: `Σ weights to it − resolution · strength ·
 * total of it / total`, both without the vertex; those for which none gains more stay. Gives how many moved.
 */
export function moveVertices(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  weights: Float64Array, // [entries]
  strengths: Float64Array, // [vertices]
  total: number,
  resolution: number,
  order: Uint32Array, // [vertices]
  from: number,
  to: number,
  communities: Uint32Array, // [vertices]
  totals: Float64Array, // [communities], the strengths of their vertices
  sums: Float64Array, // [communities], zeros before and after
): number {
  let moved = 0;
  for (let at = from; at < to; at++) {
    const vertex = order[at]!;
    const own = communities[vertex]!;
    const push = (resolution * strengths[vertex]!) / total;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      if (neighbours[e] !== vertex) sums[communities[neighbours[e]!]!]! += weights[e]!;
    }
    totals[own]! -= strengths[vertex]!;
    let best = own;
    let most = sums[own]! - push * totals[own]! + 1e-12 * total;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const community = communities[neighbours[e]!]!;
      const gain = sums[community]! - push * totals[community]!;
      if (gain <= most || community === own) continue;
      most = gain;
      best = community;
    }
    totals[best]! += strengths[vertex]!;
    communities[vertex] = best;
    if (best !== own) moved++;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) sums[communities[neighbours[e]!]!] = 0;
    sums[own] = 0;
  }
  return moved;
}

/**
 * The graph of groups of vertices, numbered from 0: between two the sum of the weights, within one a self-loop of half of those of
 * entries there and back. Gives the number of entries.
 */
export function groupEntries(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  weights: Float64Array, // [entries]
  groups: Uint32Array, // [vertices]
  order: Uint32Array, // [vertices], by group
  sums: Float64Array, // [groups], zeros before and after
  groupStarts: Uint32Array, // [groups + 1], overwritten
  groupNeighbours: Uint32Array, // [entries], overwritten
  groupWeights: Float64Array, // [entries], overwritten
): number {
  let entry = 0;
  let at = 0;
  for (let group = 0; group < groupStarts.length - 1; group++) {
    const first = entry;
    groupStarts[group] = first;
    for (; at < order.length && groups[order[at]!] === group; at++) {
      const vertex = order[at]!;
      for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
        const other = groups[neighbours[e]!]!;
        const weight = other === group && neighbours[e] !== vertex ? weights[e]! / 2 : weights[e]!;
        if (weight === 0) continue;
        if (sums[other] === 0) groupNeighbours[entry++] = other;
        sums[other]! += weight;
      }
    }
    for (let e = first; e < entry; e++) {
      groupWeights[e] = sums[groupNeighbours[e]!]!;
      sums[groupNeighbours[e]!] = 0;
    }
  }
  groupStarts[groupStarts.length - 1] = entry;
  return entry;
}
