import { type Algorithm, numbers, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { triangleCounts } from "../parts/triangle-counts.ts";

/**
 * How many triangles each vertex is in: pairs of neighbours that are neighbours of one another, whatever the direction of
 * edges. Self-loops and parallel edges do not count.
 *
 * O(edges^1.5).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, triangles } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }, { a: 3, b: 4 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(triangles()).collect()); // 1, 1, 1, 0
 * ```
 * @see Schank, Wagner, “Finding, Counting and Listing All Triangles in Large Graphs”, WEA 2005, algorithm “forward”.
 */
export function triangles(...none: readonly []): Algorithm<never, { triangles: number }> {
  mustBeNone(none, "triangles");
  return { name: "triangles", run: trianglesOf };
}

function* trianglesOf(graph: Snapshot): Turns<{ triangles: number }> {
  return { triangles: numbers(yield* triangleCounts(graph)) };
}
