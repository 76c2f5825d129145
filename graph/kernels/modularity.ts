/**
 * Moves the vertices that wait in a ring, `atMost` of them, to the neighbouring community that gains most: `Σ weights to it −
 * resolution · strength · total of it / total`, both without the vertex; those for which none gains more stay. One that is better off alone
 * takes the number of a community that is empty. Of a vertex that moved, the neighbours in other communities wait again. `state` is
 * [place of the first that waits, how many wait, how many communities are empty].
 */
export function moveWaiting(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  weights: Float64Array, // [entries], ≥ 0
  strengths: Float64Array, // [vertices]
  total: number,
  resolution: number,
  ring: Uint32Array, // [vertices]
  waits: Uint8Array, // [vertices], 1 for those in the ring
  state: Float64Array, // [3]
  atMost: number,
  communities: Uint32Array, // [vertices]
  totals: Float64Array, // [communities], the strengths of their vertices
  sums: Float64Array, // [communities], zeros before and after
  met: Uint32Array, // [communities], for those of neighbours
  sizes: Uint32Array, // [communities], how many vertices each has
  empty: Uint32Array, // [communities], those of none
  count: number, // vertices
): void {
  let [first, waiting, empties] = [state[0]!, state[1]!, state[2]!];
  for (let taken = 0; taken < atMost && waiting > 0; taken++) {
    const vertex = ring[first]!;
    first = first + 1 === count ? 0 : first + 1;
    waiting--;
    waits[vertex] = 0;
    const own = communities[vertex]!;
    const strength = strengths[vertex]!;
    const push = (resolution * strength) / total;
    const start = starts[vertex]!;
    const end = starts[vertex + 1]!;
    let found = 0;
    for (let e = start; e < end; e++) {
      const other = neighbours[e]!;
      const weight = weights[e]!;
      if (other === vertex || weight === 0) continue;
      const community = communities[other]!;
      if (sums[community] === 0) met[found++] = community;
      sums[community]! += weight;
    }
    totals[own]! -= strength;
    let best = own;
    let most = sums[own]! - push * totals[own]! + 1e-12 * total;
    for (let k = 0; k < found; k++) {
      const community = met[k]!;
      const gain = sums[community]! - push * totals[community]!;
      sums[community] = 0;
      if (gain <= most || community === own) continue;
      most = gain;
      best = community;
    }
    if (most < 0 && sizes[own]! > 1) best = empty[empties - 1]!;
    totals[best]! += strength;
    if (best === own) continue;
    if (--sizes[own]! === 0) empty[empties++] = own;
    if (sizes[best]!++ === 0) empties--;
    communities[vertex] = best;
    for (let e = start; e < end; e++) {
      const other = neighbours[e]!;
      if (waits[other] === 1 || communities[other] === best) continue;
      waits[other] = 1;
      const place = first + waiting;
      ring[place >= count ? place - count : place] = other;
      waiting++;
    }
  }
  state[0] = first;
  state[1] = waiting;
  state[2] = empties;
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
  count: number, // vertices
  groupCount: number,
): number {
  let entry = 0;
  let at = 0;
  for (let group = 0; group < groupCount; group++) {
    const first = entry;
    groupStarts[group] = first;
    for (; at < count && groups[order[at]!] === group; at++) {
      const vertex = order[at]!;
      const end = starts[vertex + 1]!;
      for (let e = starts[vertex]!; e < end; e++) {
        const neighbour = neighbours[e]!;
        const other = groups[neighbour]!;
        const weight = other === group && neighbour !== vertex ? weights[e]! / 2 : weights[e]!;
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
  groupStarts[groupCount] = entry;
  return entry;
}
