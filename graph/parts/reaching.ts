import type { Adjacency } from "../build/snapshot.ts";

/**
 * Walks from one vertex to all that edges lead to from it, but those with this mark, and marks them: itself only where a cycle
 * leads back to it. Gives how many it met, the first of `queue`.
 */
export function reach(
  { starts, neighbours }: Adjacency,
  from: number,
  mark: number,
  marks: Uint32Array,
  queue: Uint32Array,
): number {
  let end = 0;
  for (let at = -1; at < end; at++) {
    const vertex = at < 0 ? from : queue[at]!;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const other = neighbours[e]!;
      if (marks[other] === mark) continue;
      marks[other] = mark;
      queue[end++] = other;
    }
  }
  return end;
}
