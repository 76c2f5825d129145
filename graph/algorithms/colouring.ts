import { checkOptions } from "../../core/mod.ts";
import { type Algorithm, numbers } from "../algorithm.ts";
import { type ColouringOrder, colouringOf } from "../parts/colouring.ts";

export interface ColouringOptions {
  /**
   * Which vertices get colours first: those of many neighbours ("largest first"), or those that are left when always one of the
   * fewest neighbours is taken off ("smallest last": never more colours than the greatest core number and one). Default "smallest last".
   */
  readonly order?: ColouringOrder;
}

/**
 * A colour for each vertex, a number from 0, so that no two neighbours have the same: the first that is free, in an order that
 * needs few. Directions, self-loops and parallel edges do not count.
 *
 * O(edges) "smallest last", and O(vertices · log vertices) more "largest first".
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { colouring, graph } from "millrace/graph";
 * const clashes = graph({ edges: from([{ a: "x", b: "y" }, { a: "y", b: "z" }]), source: "a", target: "b" });
 * console.log(await clashes.apply(colouring()).collect()); // two colours
 * ```
 * @see Matula, Beck, “Smallest-last Ordering and Clustering and Graph Coloring Algorithms”, JACM 30(3), 1983; Welsh, Powell, 1967.
 */
export function colouring(options: ColouringOptions = {}): Algorithm<never, { colour: number }> {
  checkOptions(options, { order: ["largest first", "smallest last"] }, "colouring");
  const { order = "smallest last" } = options;
  return {
    name: "colouring",
    details: { order },
    *run(graph) {
      return { colour: numbers(yield* colouringOf(graph, order)) };
    },
  };
}
