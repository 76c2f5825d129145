/**
 * `next[v]` becomes the label that most entries of v have, the smallest of several; its own where it has no neighbours.
 */
export function commonLabels(
  outStarts: Uint32Array, // [vertices + 1]
  outNeighbours: Uint32Array,
  inStarts: Uint32Array, // [vertices + 1]
  inNeighbours: Uint32Array,
  inToo: boolean, // whether edges that lead in are counted beside those that lead out
  labels: Uint32Array, // [vertices], below the number of vertices
  counts: Uint32Array, // [vertices], zeros before and after
  next: Uint32Array, // [vertices], overwritten
): void {
  for (let vertex = 0; vertex < labels.length; vertex++) {
    let best = labels[vertex]!;
    let most = 0;
    for (let e = outStarts[vertex]!; e < outStarts[vertex + 1]!; e++) {
      const label = labels[outNeighbours[e]!]!;
      const count = ++counts[label]!;
      if (count > most || (count === most && label < best)) {
        most = count;
        best = label;
      }
    }
    for (let e = inToo ? inStarts[vertex]! : 0; inToo && e < inStarts[vertex + 1]!; e++) {
      const label = labels[inNeighbours[e]!]!;
      const count = ++counts[label]!;
      if (count > most || (count === most && label < best)) {
        most = count;
        best = label;
      }
    }
    for (let e = outStarts[vertex]!; e < outStarts[vertex + 1]!; e++) counts[labels[outNeighbours[e]!]!] = 0;
    for (let e = inToo ? inStarts[vertex]! : 0; inToo && e < inStarts[vertex + 1]!; e++) {
      counts[labels[inNeighbours[e]!]!] = 0;
    }
    next[vertex] = best;
  }
}
