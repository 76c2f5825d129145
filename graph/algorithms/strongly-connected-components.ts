import { type Algorithm, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { strongComponents } from "../parts/strong-components.ts";

/**
 * The strongly connected component of each vertex: those from which a path leads to it and to which one leads from it. A
 * component is named by the smallest id in it.
 *
 * O(vertices + edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, stronglyConnectedComponents } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 1 }, { a: 2, b: 3 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(stronglyConnectedComponents()).collect()); // 1, 1, 3
 * ```
 * @see Tarjan, “Depth-first Search and Linear Graph Algorithms”, SIAM Journal on Computing 1(2), 1972.
 */
export function stronglyConnectedComponents<Id>(...none: readonly []): Algorithm<Id, { component: Id }> {
  mustBeNone(none, "stronglyConnectedComponents");
  return { name: "stronglyConnectedComponents", run: componentsOf };
}

function* componentsOf<Id>(graph: Snapshot): Turns<{ component: Id }> {
  return { component: vertices<Id>(yield* strongComponents(graph)) };
}
