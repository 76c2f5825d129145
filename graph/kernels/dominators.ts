/** Vertices that can be reached, each behind all that are met by way of it first. Gives how many there are. */
export function postorder(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  from: number,
  none: number,
  cursors: Uint32Array, // [vertices], the next entry of each
  calls: Uint32Array, // [vertices], overwritten
  order: Uint32Array, // [vertices], overwritten
  places: Uint32Array, // [vertices], `none` at first: where in the order each is
): number {
  let depth = 1;
  let count = 0;
  calls[0] = from;
  // A place that is not right yet says that it was met.
  places[from] = 0;
  while (depth > 0) {
    const vertex = calls[depth - 1]!;
    const e = cursors[vertex]!++;
    if (e >= starts[vertex + 1]!) {
      places[vertex] = count;
      order[count++] = vertex;
      depth--;
    } else if (places[neighbours[e]!] === none) {
      places[neighbours[e]!] = 0;
      calls[depth++] = neighbours[e]!;
    }
  }
  return count;
}

/** One round: the dominator of each vertex becomes what those of all that lead to it have in common. Gives whether any changed. */
export function meetDominators(
  starts: Uint32Array, // [vertices + 1], of edges that lead in
  neighbours: Uint32Array, // [entries]
  order: Uint32Array, // [vertices], in postorder, the first vertex last
  count: number,
  places: Uint32Array, // [vertices]
  none: number,
  of: Uint32Array, // [vertices], `none` at first, of the first vertex itself
): boolean {
  let changed = false;
  for (let at = count - 2; at >= 0; at--) {
    const vertex = order[at]!;
    let common = none;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      let other = neighbours[e]!;
      if (of[other] === none) continue;
      while (common !== none && other !== common) {
        if (places[other]! < places[common]!) other = of[other]!;
        else common = of[common]!;
      }
      common = other;
    }
    if (of[vertex] === common) continue;
    of[vertex] = common;
    changed = true;
  }
  return changed;
}
