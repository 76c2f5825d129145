import { type Algorithm, numbers } from "../algorithm.ts";
import { mustBeNone } from "../checks.ts";
import { coresOf } from "../parts/peeling.ts";

/**
 * The core number of each vertex: the greatest k for which it is in a part of the graph where each has k neighbours or more.
 * Directions, self-loops and parallel edges do not count.
 *
 * O(vertices + edges), by counting instead of a heap.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { coreNumbers, graph } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }, { a: 3, b: 4 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(coreNumbers()).collect()); // 2, 2, 2, 1
 * ```
 * @see Batagelj, Zaveršnik, “An O(m) Algorithm for Cores Decomposition of Networks”, 2003.
 */
export function coreNumbers(...none: readonly []): Algorithm<never, { core: number }> {
  mustBeNone(none, "coreNumbers");
  return {
    name: "coreNumbers",
    *run(graph) {
      return { core: numbers((yield* coresOf(graph)).cores) };
    },
  };
}
