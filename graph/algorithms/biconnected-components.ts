import { type EdgeAlgorithm, numbersOrNull, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { blocksOf, noBlock } from "../parts/blocks.ts";

/**
 * The biconnected component of each edge, as a number from 0: edges of a component lie on cycles with one another, so that it
 * holds together when any one vertex is taken away. Null for self-loops. Directions do not count, parallel edges make a cycle.
 *
 * O(vertices + edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { biconnectedComponents, graph } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 3, b: 1 }, { a: 3, b: 4 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(biconnectedComponents()).collect()); // 1, 1, 1, 0
 * ```
 * @see Hopcroft, Tarjan, “Algorithm 447: Efficient Algorithms for Graph Manipulation”, CACM 16(6), 1973.
 */
export function biconnectedComponents(...none: readonly []): EdgeAlgorithm<never, { component: number | null }> {
  mustBeNone(none, "biconnectedComponents");
  return { name: "biconnectedComponents", gives: "edges", run: componentsOf };
}

function* componentsOf(graph: Snapshot): Turns<{ component: number | null }> {
  return { component: numbersOrNull((yield* blocksOf(graph)).blocks, noBlock) };
}
