import { checkOptions } from "../../core/mod.ts";
import { type Algorithm, type Turns, verticesOrNull } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demandGiven } from "../checks.ts";
import { meetDominators, postorder } from "../kernels/dominators.ts";

export interface DominatorsOptions<Id> {
  /** The vertex that all paths begin at. */
  readonly from: Id;
}

/**
 * The immediate dominator of each vertex: the last vertex, other than itself, that every path from one vertex to it passes. That
 * one is its own; null where no path leads.
 *
 * O(vertices · edges) at most, about O(edges) for most graphs.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { dominators, graph } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 1, b: 3 }, { a: 2, b: 4 }, { a: 3, b: 4 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(dominators({ from: 1 })).collect()); // all of them 1
 * ```
 * @see Cooper, Harvey, Kennedy, “A Simple, Fast Dominance Algorithm”, 2001, figure 3.
 */
export function dominators<Id>(options: DominatorsOptions<Id>): Algorithm<Id, { dominator: Id | null }> {
  checkOptions(options, { from: true }, "dominators");
  demandGiven(options, ["from"], "dominators");
  const { from } = options;
  const run = (graph: Snapshot) => dominatorsFrom<Id>(graph, graph.ids.find(from));
  return { name: "dominators", details: { from: String(from) }, vertices: [from], run };
}

function* dominatorsFrom<Id>({ out, in: into, vertexCount }: Snapshot, from: number): Turns<{ dominator: Id | null }> {
  const none = vertexCount;
  const [order, calls, cursors] = [
    new Uint32Array(vertexCount),
    new Uint32Array(vertexCount),
    out.starts.slice(0, vertexCount),
  ];
  const places = new Uint32Array(vertexCount).fill(none);
  const count = postorder(out.starts, out.neighbours, from, none, cursors, calls, order, places);
  const of = new Uint32Array(vertexCount).fill(none);
  of[from] = from;
  do yield;
  while (meetDominators(into.starts, into.neighbours, order, count, places, none, of));
  return { dominator: verticesOrNull<Id>(of, none) };
}
