import type { Snapshot } from "../build/snapshot.ts";
import { gatherNumbers, leastOfComponents } from "../kernels/components.ts";

/** Names parts by the smallest id in each: `parts[v]` is any number below that of vertices which the vertices of one part have. */
export function namedByLeast({ ids, vertexCount, work }: Snapshot, parts: Uint32Array): Uint32Array {
  const least = work.uint32(vertexCount);
  const leastKeys = work.float64(vertexCount).fill(Number.POSITIVE_INFINITY);
  leastOfComponents(parts, ids.sortKeys(), leastKeys, least);
  const names = new Uint32Array(vertexCount);
  gatherNumbers(least, parts, names);
  work.free(least, leastKeys);
  return names;
}
