import { checkOptions } from "../../core/mod.ts";
import type { RowAlgorithm } from "../algorithm.ts";
import { type Similarity, type SimilarityOptions, similarity } from "../parts/similarity.ts";

/**
 * How much of something that each neighbour shares out evenly among its own gets from one vertex to another: Σ 1 / degree over the
 * neighbours that both have. Directions, self-loops and parallel edges do not count.
 *
 * O(Σ degree²) for all pairs that share a neighbour, O(degrees) a pair.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, resourceAllocation } from "millrace/graph";
 * const friends = graph({ edges: from([{ a: 1, b: 3 }, { a: 2, b: 3 }]), source: "a", target: "b" });
 * console.log(await friends.apply(resourceAllocation()).collect()); // { source: 1, target: 2, similarity: 0.5 }
 * ```
 * @see Zhou, Lü, Zhang, “Predicting Missing Links via Local Information”, European Physical Journal B 71, 2009.
 */
export function resourceAllocation<Id>(options: SimilarityOptions<Id> = {}): RowAlgorithm<Id, Similarity<Id>> {
  checkOptions(options, { pairs: true }, "resourceAllocation");
  return similarity("resourceAllocation", options.pairs, { worth: (degree) => 1 / degree, of: (sum) => sum });
}
