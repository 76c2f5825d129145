/**
 * Counts sets of three vertices with an edge, by the bits of their edges, where the first two of those that are neighbours have
 * the least numbers: those of a pair and a vertex that is no neighbour of either are counted at once.
 */
export function countTriads(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  ways: Uint8Array, // [entries], 1 out, 2 in
  from: number,
  to: number,
  ofFirst: Uint8Array, // [vertices], zeros before and after
  ofSecond: Uint8Array, // [vertices], zeros before and after
  codes: Float64Array, // [64]
): void {
  const count = starts.length - 1;
  for (let first = from; first < to; first++) {
    for (let e = starts[first]!; e < starts[first + 1]!; e++) ofFirst[neighbours[e]!] = ways[e]!;
    for (let e = starts[first]!; e < starts[first + 1]!; e++) {
      const second = neighbours[e]!;
      if (second <= first) continue;
      let near = starts[first + 1]! - starts[first]! - 1;
      for (let f = starts[second]!; f < starts[second + 1]!; f++) {
        const third = neighbours[f]!;
        ofSecond[third] = ways[f]!;
        if (third !== first && ofFirst[third] === 0) near++;
        if (third > second || (third > first && ofFirst[third] === 0)) {
          codes[ways[e]! | (ofFirst[third]! << 2) | (ways[f]! << 4)]!++;
        }
      }
      for (let f = starts[first]!; f < starts[first + 1]!; f++) {
        const third = neighbours[f]!;
        if (third > second && ofSecond[third] === 0) codes[ways[e]! | (ways[f]! << 2)]!++;
      }
      codes[ways[e]!]! += count - 2 - near;
      for (let f = starts[second]!; f < starts[second + 1]!; f++) ofSecond[neighbours[f]!] = 0;
    }
    for (let e = starts[first]!; e < starts[first + 1]!; e++) ofFirst[neighbours[e]!] = 0;
  }
}
