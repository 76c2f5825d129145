/**
 * Levels by breadth-first search along arcs with something left, `atMost` entries or some more at a time: `state` is [place in the
 * queue, its end], which are equal in the end.
 */
export function levelArcs(
  starts: Uint32Array, // [vertices + 1]
  arcs: Uint32Array, // [arcs], by the vertex that each leads from
  heads: Uint32Array, // [arcs], where each leads to; arc ^ 1 leads back
  left: Float64Array, // [arcs]
  queue: Uint32Array, // [vertices], with the beginning at first
  levels: Int32Array, // [vertices], 0 for the beginning and −1 for the others at first
  state: Uint32Array, // [2]
  atMost: number,
): void {
  let [at, end] = [state[0]!, state[1]!];
  for (let looked = 0; at < end && looked < atMost; at++) {
    const vertex = queue[at]!;
    looked += 1 + starts[vertex + 1]! - starts[vertex]!;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const head = heads[arcs[e]!]!;
      if (left[arcs[e]!]! <= 0 || levels[head]! >= 0) continue;
      levels[head] = levels[vertex]! + 1;
      queue[end++] = head;
    }
  }
  state[0] = at;
  state[1] = end;
}

/**
 * Sends what can be sent along arcs from level to level, path by path, in `atMost` steps or some more at a time: `state` is [how much
 * was sent, the length of the path, its last vertex]. Gives whether no path is left.
 */
export function sendAlongLevels(
  starts: Uint32Array, // [vertices + 1]
  arcs: Uint32Array, // [arcs]
  heads: Uint32Array, // [arcs]
  left: Float64Array, // [arcs]
  to: number,
  levels: Int32Array, // [vertices]
  cursors: Uint32Array, // [vertices], the next entry of each
  path: Uint32Array, // [vertices]
  state: Float64Array, // [3]
  atMost: number,
): boolean {
  let [sent, length, vertex] = [state[0]!, state[1]!, state[2]!];
  let isDone = false;
  for (let steps = 0; steps < atMost && !isDone; steps++) {
    if (vertex === to) {
      steps += length;
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
      isDone = true;
    } else {
      vertex = heads[path[--length]! ^ 1]!;
      cursors[vertex]!++;
    }
  }
  state[0] = sent;
  state[1] = length;
  state[2] = vertex;
  return isDone;
}
