/**
 * Takes off vertex after vertex, always one of the fewest neighbours that are left: `cores[v]` becomes the greatest number of
 * them that any vertex up to v had. Vertices stand in order of their neighbours, and change places when they lose one.
 */
export function peelVertices(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries], each once
  order: Uint32Array, // [vertices], by degree, ascending; the order in which they are taken off
  places: Uint32Array, // [vertices], where in the order each is
  firsts: Uint32Array, // [greatest degree + 2], where those of each degree begin
  cores: Uint32Array, // [vertices], the degree of each at first
  from: number, // those that stand before are taken off
  to: number,
): void {
  for (let at = from; at < to; at++) {
    const vertex = order[at]!;
    const core = cores[vertex]!;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const other = neighbours[e]!;
      const degree = cores[other]!;
      if (degree <= core) continue;
      // The first of its degree takes its place, and it the place in front of all of them.
      const first = firsts[degree]!++;
      const moved = order[first]!;
      const place = places[other]!;
      order[place] = moved;
      places[moved] = place;
      order[first] = other;
      places[other] = first;
      cores[other] = degree - 1;
    }
  }
}

/** Where things of each size begin in the order of their sizes, and that order: `firsts[s] = |{sizes below s}|`. */
export function orderBySize(
  sizes: Uint32Array, // [things]
  firsts: Uint32Array, // [greatest size + 2], zeros at first
  order: Uint32Array, // [things], overwritten
  places: Uint32Array, // [things], overwritten
): void {
  for (let at = 0; at < sizes.length; at++) firsts[sizes[at]! + 1]!++;
  for (let size = 1; size < firsts.length; size++) firsts[size]! += firsts[size - 1]!;
  for (let at = 0; at < sizes.length; at++) {
    const place = firsts[sizes[at]!]!++;
    order[place] = at;
    places[at] = place;
  }
  for (let size = firsts.length - 1; size > 0; size--) firsts[size] = firsts[size - 1]!;
  firsts[0] = 0;
}
