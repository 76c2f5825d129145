import { type Algorithm, flags, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { blocksOf } from "../parts/blocks.ts";

/**
 * Whether a graph falls apart where a vertex is taken away: what it was connected to is in several parts without it. Directions
 * do not count.
 *
 * O(vertices + edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { articulationPoints, graph } from "millrace/graph";
 * const roads = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 3 }]), source: "a", target: "b" });
 * const cuts = await roads.apply(articulationPoints()).filter((row) => row.articulation).collect();
 * console.log(cuts); // { id: 2, articulation: true }
 * ```
 * @see Hopcroft, Tarjan, “Algorithm 447: Efficient Algorithms for Graph Manipulation”, CACM 16(6), 1973.
 */
export function articulationPoints(...none: readonly []): Algorithm<never, { articulation: boolean }> {
  mustBeNone(none, "articulationPoints");
  return { name: "articulationPoints", run: pointsOf };
}

function* pointsOf(graph: Snapshot): Turns<{ articulation: boolean }> {
  return { articulation: flags((yield* blocksOf(graph)).cuts) };
}
