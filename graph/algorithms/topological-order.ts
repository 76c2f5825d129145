import { type Algorithm, numbers, type ResultColumns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { topologicalOrderOf } from "../parts/topological-order.ts";
import { inOneTurn } from "../turns.ts";

/** Where a vertex stands in an order in which every edge leads to a later one. */
export interface Placement {
  /** From 0, each once. */
  readonly position: number;
  /** The number of edges of the longest path to it: edges lead to later generations. */
  readonly generation: number;
}

/**
 * The place of each vertex in a topological order, of several the one in which small ids come early (NetworkX's lexicographical
 * sort), and its generation. A cycle is an error; so is an undirected edge, which is one.
 *
 * O(edges + vertices · log vertices).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, topologicalOrder } from "millrace/graph";
 * const tasks = graph({ edges: from([{ do: "c", then: "a" }, { do: "b", then: "a" }]), source: "do", target: "then" });
 * console.log((await tasks.apply(topologicalOrder()).sort("position").collect()).map(({ id }) => id)); // b, c, a
 * ```
 * @see Kahn, “Topological Sorting of Large Networks”, CACM 5(11), 1962.
 */
export function topologicalOrder(...none: readonly []): Algorithm<never, Placement> {
  mustBeNone(none, "topologicalOrder");
  return { name: "topologicalOrder", run: (graph) => inOneTurn(() => placementsOf(graph)) };
}

function placementsOf(graph: Snapshot): ResultColumns<Placement> {
  const { order, generations } = topologicalOrderOf(graph, "order vertices in topologicalOrder");
  const positions = new Uint32Array(order.length);
  for (let position = 0; position < order.length; position++) positions[order[position]!] = position;
  return { position: numbers(positions), generation: numbers(generations) };
}
