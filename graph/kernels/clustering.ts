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
    const start = starts[vertex]!;
    const end = starts[vertex + 1]!;
    const mark = vertex + 1;
    for (let e = start; e < end; e++) marks[neighbours[e]!] = mark;
    let edges = 0;
    for (let e = start; e < end; e++) {
      const other = neighbours[e]!;
      const last = outStarts[other + 1]!;
      for (let f = outStarts[other]!; f < last; f++) edges += Number(marks[out[f]!] === mark);
    }
    const pairs = (end - start) * (end - start - 1);
    coefficients[vertex] = pairs === 0 ? 0 : edges / pairs;
  }
}

/**
 * `coefficients[v] = t / (2 · (d · (d − 1) − 2 · b))` for the vertices in [from, to): t directed triangles of all kinds that v
 * is in, each from both of its other corners; d edges in and out, b neighbours with edges both ways; 0 where there can be none.
 */
export function cyclesOf(
  outStarts: Uint32Array, // [vertices + 1], of edges that lead out, each once
  out: Uint32Array,
  inStarts: Uint32Array, // [vertices + 1], of edges that lead in, each once
  into: Uint32Array,
  from: number,
  to: number,
  marks: Uint32Array, // [vertices], zeros before and after: how many edges there are between one and v
  coefficients: Float64Array, // [vertices]
): void {
  for (let vertex = from; vertex < to; vertex++) {
    const outStart = outStarts[vertex]!;
    const outEnd = outStarts[vertex + 1]!;
    const inStart = inStarts[vertex]!;
    const inEnd = inStarts[vertex + 1]!;
    let both = 0;
    for (let e = outStart; e < outEnd; e++) marks[out[e]!] = 1;
    for (let e = inStart; e < inEnd; e++) if (++marks[into[e]!]! === 2) both++;
    let found = 0;
    for (let side = 0; side < 2; side++) {
      const [start, end, row] = side === 0 ? [outStart, outEnd, out] : [inStart, inEnd, into];
      for (let e = start; e < end; e++) {
        const other = row[e]!;
        for (let f = outStarts[other]!; f < outStarts[other + 1]!; f++) found += marks[out[f]!]!;
        for (let f = inStarts[other]!; f < inStarts[other + 1]!; f++) found += marks[into[f]!]!;
      }
    }
    for (let e = outStart; e < outEnd; e++) marks[out[e]!] = 0;
    for (let e = inStart; e < inEnd; e++) marks[into[e]!] = 0;
    const degree = outEnd - outStart + inEnd - inStart;
    const possible = degree * (degree - 1) - 2 * both;
    coefficients[vertex] = possible === 0 ? 0 : found / (2 * possible);
  }
}
