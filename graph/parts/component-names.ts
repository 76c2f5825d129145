import type { Snapshot } from "../build/snapshot.ts";
import { gatherNumbers, leastOfComponents } from "../kernels/components.ts";

/** Names parts by the smallest id in each: `roots[v]` is any vertex that stands for the part of v. */
export function namedByLeast({ ids, vertexCount }: Snapshot, roots: Uint32Array): Uint32Array {
  const least = new Uint32Array(vertexCount);
  for (let vertex = 0; vertex < vertexCount; vertex++) least[vertex] = vertex;
  leastOfComponents(roots, ids.ranks(), least);
  const names = new Uint32Array(vertexCount);
  gatherNumbers(least, roots, names);
  return names;
}
