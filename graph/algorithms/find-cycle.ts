import { type ResultColumns, type RowAlgorithm, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { walkToCycle } from "../kernels/cycles.ts";
import { inOneTurn } from "../turns.ts";

/**
 * The vertices of one cycle in the order of its edges, no row where there is none: then a directed graph has a topological
 * order, and an undirected one is a forest. A self-loop is a cycle, so are parallel edges of an undirected graph.
 *
 * O(vertices + edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { findCycle, graph } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 3, b: 2 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(findCycle()).collect()); // { id: 2 }, { id: 3 }
 * ```
 * @see Tarjan, “Depth-first Search and Linear Graph Algorithms”, SIAM Journal on Computing 1(2), 1972.
 */
export function findCycle<Id>(...none: readonly []): RowAlgorithm<Id, { id: Id }> {
  mustBeNone(none, "findCycle");
  return { name: "findCycle", gives: "rows", run: (graph) => inOneTurn(() => cycleOf<Id>(graph)) };
}

function cycleOf<Id>({ out, directed, vertexCount }: Snapshot): ResultColumns<{ id: Id }> {
  const calls = new Uint32Array(vertexCount);
  const entries = new Uint32Array(vertexCount);
  const cursors = out.starts.slice(0, vertexCount);
  const states = new Uint8Array(vertexCount);
  const length = walkToCycle(out.starts, out.neighbours, out.edges, !directed, states, cursors, calls, entries);
  return { id: vertices<Id>(calls.subarray(0, length)) };
}
