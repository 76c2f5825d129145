import type { Snapshot } from "../build/snapshot.ts";
import { gatherNumbers, leastOfComponents } from "../kernels/components.ts";

/** Names parts by the smallest id in each: `parts[v]` is any number below that of vertices which the vertices of one part have. */
export function namedByLeast({ ids, vertexCount }: Snapshot, parts: Uint32Array): Uint32Array {
  const least = new Uint32Array(vertexCount).fill(vertexCount);
  leastOfComponents(parts, ids.ranks(), vertexCount, least);
  const names = new Uint32Array(vertexCount);
  gatherNumbers(least, parts, names);
  return names;
}
