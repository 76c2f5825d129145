import type { Snapshot } from "../build/snapshot.ts";
import { orderVertices } from "../kernels/topological-order.ts";

/** Vertices in an order in which every edge leads to a later one. */
export interface TopologicalOrder {
  readonly order: Uint32Array;
  /** The number of edges of the longest path to each vertex. */
  readonly generations: Uint32Array;
}

/** Of all topological orders the one of the smallest ids; an error where edges make a cycle. O(edges + vertices · log vertices). */
export function topologicalOrderOf({ out, in: into, ids, vertexCount }: Snapshot, doing: string): TopologicalOrder {
  const missing = new Uint32Array(vertexCount);
  for (let vertex = 0; vertex < vertexCount; vertex++)
    missing[vertex] = into.starts[vertex + 1]! - into.starts[vertex]!;
  const [heap, order, generations] = [0, 0, 0].map(() => new Uint32Array(vertexCount)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  const taken = orderVertices(out.starts, out.neighbours, ids.ranks(), missing, heap, order, generations);
  if (taken === vertexCount) return { order, generations };
  const left = missing.findIndex((count) => count > 0);
  throw new RangeError(
    `Cannot ${doing} as edges must make no cycle: got one that ${String(ids.idOf(left))} is on or behind; ` +
      "use findCycle() to see it, or condensation() for a graph of its components",
  );
}
