/** Levels by breadth-first search along arcs with something left, −1 where none leads. Gives whether the end is reached. */
export function levelArcs(
  starts: Uint32Array, // [vertices + 1]
  arcs: Uint32Array, // [arcs], by the vertex that each leads from
  heads: Uint32Array, // [arcs], where each leads to; arc ^ 1 leads back
  left: Float64Array, // [arcs]
  from: number,
  to: number,
  queue: Uint32Array, // [vertices]
  levels: Int32Array, // [vertices], overwritten
): boolean {
  levels.fill(-1);
  levels[from] = 0;
  queue[0] = from;
  for (let at = 0, end = 1; at < end; at++) {
    const vertex = queue[at]!;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const head = heads[arcs[e]!]!;
      if (left[arcs[e]!]! <= 0 || levels[head]! >= 0) continue;
      levels[head] = levels[vertex]! + 1;
      queue[end++] = head;
    }
  }
  return levels[to]! >= 0;
}

/** Sends what can be sent along arcs from level to level, path by path. Gives how much that was. */
export function sendAlongLevels(
  starts: Uint32Array, // [vertices + 1]
  arcs: Uint32Array, // [arcs]
  heads: Uint32Array, // [arcs]
  left: Float64Array, // [arcs]
  from: number,
  to: number,
  levels: Int32Array, // [vertices]
  cursors: Uint32Array, // [vertices], the next entry of each
  path: Uint32Array, // [vertices], overwritten
): number {
  let sent = 0;
  let length = 0;
  let vertex = from;
  for (;;) {
    if (vertex === to) {
      let least = Number.POSITIVE_INFINITY;
      for (let at = 0; at < length; at++) if (left[path[at]!]! < least) least = left[path[at]!]!;
      sent += least;
      let full = length;
      for (let at = length - 1; at >= 0; at--) {
        left[path[at]!]! -= least;
        left[path[at]! ^ 1]! += least;
        if (left[path[at]!]! <= 0) full = at;
      }
      // Goes on before the first arc that is full.
      length = full;
      vertex = heads[path[length]! ^ 1]!;
    } else if (cursors[vertex]! < starts[vertex + 1]!) {
      const arc = arcs[cursors[vertex]!]!;
      if (left[arc]! > 0 && levels[heads[arc]!] === levels[vertex]! + 1) {
        path[length++] = arc;
        vertex = heads[arc]!;
      } else cursors[vertex]!++;
    } else if (length === 0) {
      return sent;
    } else {
      vertex = heads[path[--length]! ^ 1]!;
      cursors[vertex]!++;
    }
  }
}
