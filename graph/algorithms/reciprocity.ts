import { oneRow, type ResultColumns, type RowAlgorithm } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { inOneTurn } from "../turns.ts";

/**
 * One row: the share of directed edges for which there is one back, in [0, 1]; null where there are none. Self-loops and parallel
 * edges do not count. 1 for an undirected graph.
 *
 * O(edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, reciprocity } from "millrace/graph";
 * const follows = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 1 }, { a: 2, b: 3 }]), source: "a", target: "b" });
 * console.log(await follows.apply(reciprocity()).collect()); // { reciprocity: 2/3 }
 * ```
 * @see Garlaschelli, Loffredo, “Patterns of Link Reciprocity in Directed Networks”, Physical Review Letters 93, 2004.
 */
export function reciprocity(...none: readonly []): RowAlgorithm<never, { reciprocity: number | null }> {
  mustBeNone(none, "reciprocity");
  return { name: "reciprocity", gives: "rows", run: (graph) => inOneTurn(() => reciprocityOf(graph)) };
}

function reciprocityOf({ distinct, distinctOut }: Snapshot): ResultColumns<{ reciprocity: number | null }> {
  const edges = distinctOut.neighbours.length;
  // Each pair has two entries whatever its edges: what is missing of twice the edges are edges both ways.
  const back = 2 * edges - distinct.neighbours.length;
  return oneRow<{ reciprocity: number | null }>({ reciprocity: edges === 0 ? null : Math.min(1, back / edges) });
}
