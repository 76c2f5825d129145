import { checkOptions } from "../../core/mod.ts";
import { numbers, type RowAlgorithm, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demandGiven, demandList } from "../checks.ts";
import { sharedNeighbours } from "../parts/shared-neighbours.ts";
import type { WeightedEnds } from "./minimum-spanning-forest.ts";

export interface BipartiteProjectionOptions<Id> {
  /** The vertices of one side, that are to be connected by what they share of the other. */
  readonly onto: readonly Id[];
}

/**
 * The pairs of vertices of one side that share a neighbour, with how many they share: who bought the same things, what was bought
 * by the same people. `weight` is that of Gelly's full projection and NetworkX's weighted one. Directions and parallel edges do
 * not count.
 *
 * O(Σ degree² over the other side).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { bipartiteProjection, graph } from "millrace/graph";
 * const bought = from([{ who: "Ann", what: "tea" }, { who: "Bob", what: "tea" }, { who: "Bob", what: "jam" }]);
 * const shop = graph({ edges: bought, source: "who", target: "what" });
 * console.log(await shop.apply(bipartiteProjection({ onto: ["tea", "jam"] })).collect()); // tea and jam, weight 1
 * ```
 * @see Newman, “Scientific Collaboration Networks II”, Physical Review E 64, 2001.
 */
export function bipartiteProjection<Id>(options: BipartiteProjectionOptions<Id>): RowAlgorithm<Id, WeightedEnds<Id>> {
  checkOptions(options, { onto: true }, "bipartiteProjection");
  demandGiven(options, ["onto"], "bipartiteProjection");
  const { onto } = options;
  demandList(onto, "onto", "bipartiteProjection");
  return { name: "bipartiteProjection", gives: "rows", vertices: onto, run: (graph) => projectionOf<Id>(graph, onto) };
}

function* projectionOf<Id>(graph: Snapshot, onto: readonly Id[]): Turns<WeightedEnds<Id>> {
  const isOnto = new Uint8Array(graph.vertexCount);
  for (const id of onto) isOnto[graph.ids.find(id)] = 1;
  const { first, second, sums } = yield* sharedNeighbours(graph, isOnto);
  return { source: vertices<Id>(first), target: vertices<Id>(second), weight: numbers(sums) };
}
