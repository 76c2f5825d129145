import { checkOptions } from "../../core/mod.ts";
import type { RowAlgorithm } from "../algorithm.ts";
import { type Similarity, type SimilarityOptions, similarity } from "../parts/similarity.ts";

/**
 * How similar two vertices are by the neighbours that both have, those with few neighbours counting more: Σ 1 / ln(degree).
 * Directions, self-loops and parallel edges do not count.
 *
 * O(Σ degree²) for all pairs that share a neighbour, O(degrees) a pair.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { adamicAdar, graph } from "millrace/graph";
 * const friends = graph({ edges: from([{ a: 1, b: 3 }, { a: 2, b: 3 }]), source: "a", target: "b" });
 * console.log(await friends.apply(adamicAdar()).collect()); // { source: 1, target: 2, similarity: 1 / ln 2 }
 * ```
 * @see Adamic, Adar, “Friends and Neighbors on the Web”, Social Networks 25, 2003.
 */
export function adamicAdar<Id>(options: SimilarityOptions<Id> = {}): RowAlgorithm<Id, Similarity<Id>> {
  checkOptions(options, { pairs: true }, "adamicAdar");
  // What only one vertex has as neighbour is shared by none.
  const worth = (degree: number): number => (degree < 2 ? 0 : 1 / Math.log(degree));
  return similarity("adamicAdar", options.pairs, { worth, of: (sum) => sum });
}
