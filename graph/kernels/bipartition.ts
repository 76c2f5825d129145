/**
 * Sides by breadth-first search from the vertices in [from, to) that have none (−1): 0 and 1 in turn, and 2 for all of a component
 * in which an edge leads to its own side.
 */
export function takeSides(
  starts: Uint32Array, // [vertices + 1], of edges as entries of both ends
  neighbours: Uint32Array, // [entries]
  from: number,
  to: number,
  queue: Uint32Array, // [vertices]
  sides: Int32Array, // [vertices]
): void {
  for (let root = from; root < to; root++) {
    if (sides[root]! >= 0) continue;
    let end = 1;
    let isOdd = false;
    queue[0] = root;
    sides[root] = 0;
    for (let at = 0; at < end; at++) {
      const vertex = queue[at]!;
      for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
        const other = neighbours[e]!;
        if (sides[other] === sides[vertex]) isOdd = true;
        if (sides[other]! >= 0) continue;
        sides[other] = 1 - sides[vertex]!;
        queue[end++] = other;
      }
    }
    for (let at = 0; isOdd && at < end; at++) sides[queue[at]!] = 2;
  }
}
