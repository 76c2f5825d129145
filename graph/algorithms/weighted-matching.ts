import type { RowAlgorithm, Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { LiveMatching } from "../streaming/live-matching.ts";
import type { WeightedEnds } from "./minimum-spanning-forest.ts";

/** Edges before others may take their turn. */
const turn = 1 << 18;

/**
 * A matching of great weight in one pass over the edges, in their order: an edge takes the place of those that share an end with it
 * when it weighs 1 + 1/√2 times as much as they do together. No matching weighs more than 3 + 2√2 = 5.83 times as much; without
 * weights none has more than twice as many edges. Directions do not count; self-loops and edges of no weight are never in it.
 *
 * O(1) an edge, O(vertices) memory. Edges that never end: so too; they cannot be taken back, as those that were left out are
 * not known any more. `maximumMatching` finds the most pairs.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, weightedMatching } from "millrace/graph";
 * const offers = from([{ a: 1, b: 2, price: 3 }, { a: 2, b: 3, price: 8 }, { a: 3, b: 4, price: 9 }]);
 * const one = graph({ edges: offers, source: "a", target: "b", weight: "price" });
 * console.log(await one.apply(weightedMatching()).collect()); // { source: 2, target: 3, weight: 8 }
 * ```
 * @see McGregor, “Finding Graph Matchings in Data Streams”, APPROX 2005, §3.
 */
export function weightedMatching<Id>(...none: readonly []): RowAlgorithm<Id, WeightedEnds<Id>> {
  mustBeNone(none, "weightedMatching");
  return {
    name: "weightedMatching",
    gives: "rows",
    weights: "any",
    run: matchingOf,
    live: {
      keepsEdges: "edges that it left out for one that goes are not known any more",
      open: ({ ids, saved }) => new LiveMatching<Id>(ids, saved),
    },
  };
}

function* matchingOf<Id>({ edges, vertexCount }: Snapshot): Turns<WeightedEnds<Id>> {
  const matching = new LiveMatching<Id>({ count: vertexCount });
  for (let from = 0; from < edges.sources.length; from += turn) {
    const to = Math.min(from + turn, edges.sources.length);
    matching.add({
      count: to - from,
      sources: edges.sources.subarray(from, to),
      targets: edges.targets.subarray(from, to),
      weights: edges.weights?.subarray(from, to),
    });
    yield to / edges.sources.length;
  }
  return matching.edges();
}
