/** Adds the corners of each triangle whose first vertex is in [from, to). */
export function listTriangles(
  starts: Uint32Array, // [vertices + 1], of neighbours with a later place
  later: Uint32Array,
  from: number,
  to: number,
  marks: Uint32Array, // [vertices], zeros at first: v + 1 where one is a neighbour of v
  found: number[], // three for each triangle
): void {
  for (let vertex = from; vertex < to; vertex++) {
    const mark = vertex + 1;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) marks[later[e]!] = mark;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const other = later[e]!;
      for (let f = starts[other]!; f < starts[other + 1]!; f++) {
        if (marks[later[f]!] === mark) found.push(vertex, other, later[f]!);
      }
    }
  }
}
