/** `sums[u] = Σ worth[w]` over the neighbours w that v shares with each chosen u > v. Gives how many there are, the first of `queue`. */
export function countShared(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries], each once
  vertex: number,
  chosen: Uint8Array, // [vertices]
  worth: Float64Array, // [vertices]
  sums: Float64Array, // [vertices], zeros at first
  seen: Uint8Array, // [vertices], zeros at first
  queue: Uint32Array, // [vertices], overwritten
): number {
  let end = 0;
  for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
    const shared = neighbours[e]!;
    for (let f = starts[shared]!; f < starts[shared + 1]!; f++) {
      const other = neighbours[f]!;
      if (other <= vertex || chosen[other] === 0) continue;
      if (seen[other] === 0) {
        seen[other] = 1;
        queue[end++] = other;
      }
      sums[other]! += worth[shared]!;
    }
  }
  return end;
}
