/**
 * `next[u][v] = decay · mean of old[a][b]` over a → u and b → v, 1 where u is v, 0 where none leads to one of them: first the sums
 * over b, then those over a.
 */
export function averageOverPairs(
  starts: Uint32Array, // [vertices + 1], of edges that lead in
  neighbours: Uint32Array, // [entries]
  shares: Float64Array, // [entries], those of a vertex sum to 1
  decay: number,
  old: Float64Array, // [vertices × vertices], by rows
  half: Float64Array, // [vertices × vertices], overwritten
  next: Float64Array, // [vertices × vertices], overwritten
): void {
  const count = starts.length - 1;
  for (let u = 0; u < count; u++) {
    for (let v = 0; v < count; v++) {
      let sum = 0;
      for (let e = starts[v]!; e < starts[v + 1]!; e++) sum += shares[e]! * old[u * count + neighbours[e]!]!;
      half[u * count + v] = sum;
    }
  }
  for (let u = 0; u < count; u++) {
    for (let v = 0; v < count; v++) {
      let sum = 0;
      for (let e = starts[u]!; e < starts[u + 1]!; e++) sum += shares[e]! * half[neighbours[e]! * count + v]!;
      next[u * count + v] = u === v ? 1 : decay * sum;
    }
  }
}
