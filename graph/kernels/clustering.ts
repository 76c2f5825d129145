/**
 * `coefficients[v] = |{(u, w): u → w, both neighbours of v}| / (k · (k − 1))` for its k neighbours, by either direction, for
 * the vertices in [from, to); 0 where it has fewer than two.
 */
export function clusteringOf(
  starts: Uint32Array, // [vertices + 1], of neighbours by either direction, each once
  neighbours: Uint32Array,
  outStarts: Uint32Array, // [vertices + 1], of edges that lead out, each once
  out: Uint32Array,
  from: number,
  to: number,
  marks: Uint32Array, // [vertices], zeros at first: v + 1 where one is a neighbour of v
  coefficients: Float64Array, // [vertices]
): void {
  for (let vertex = from; vertex < to; vertex++) {
    const [start, end] = [starts[vertex]!, starts[vertex + 1]!];
    const mark = vertex + 1;
    for (let e = start; e < end; e++) marks[neighbours[e]!] = mark;
    let edges = 0;
    for (let e = start; e < end; e++) {
      const other = neighbours[e]!;
      for (let f = outStarts[other]!; f < outStarts[other + 1]!; f++) if (marks[out[f]!] === mark) edges++;
    }
    const pairs = (end - start) * (end - start - 1);
    coefficients[vertex] = pairs === 0 ? 0 : edges / pairs;
  }
}
