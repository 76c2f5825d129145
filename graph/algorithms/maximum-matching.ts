import { type Algorithm, type Turns, verticesOrNull } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { greatestMatching, unmatched } from "../parts/matching.ts";
import { madeInTurns } from "../turns.ts";

/**
 * A matching of the most pairs: the neighbour that each vertex makes a pair with, null where it is left alone. Directions,
 * weights, self-loops and parallel edges do not count.
 *
 * Edmonds' algorithm, O(vertices³).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, maximumMatching } from "millrace/graph";
 * const path = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 3, b: 4 }]);
 * console.log(await graph({ edges: path, source: "a", target: "b" }).apply(maximumMatching()).collect()); // 2, 1, 4, 3
 * ```
 * @see Edmonds, “Paths, Trees, and Flowers”, Canadian Journal of Mathematics 17, 1965.
 */
export function maximumMatching<Id>(...none: readonly []): Algorithm<Id, { mate: Id | null }> {
  mustBeNone(none, "maximumMatching");
  return { name: "maximumMatching", run: matesOf };
}

function* matesOf<Id>(graph: Snapshot): Turns<{ mate: Id | null }> {
  yield* madeInTurns(graph, "out", "in", "distinct");
  const { distinct } = graph;
  return { mate: verticesOrNull<Id>(yield* greatestMatching(distinct), unmatched) };
}
