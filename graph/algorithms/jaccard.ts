import { checkOptions } from "../../core/mod.ts";
import type { RowAlgorithm } from "../algorithm.ts";
import { type Similarity, type SimilarityOptions, similarity } from "../parts/similarity.ts";

export type { Similarity, SimilarityOptions };

/**
 * How similar two vertices are by the share of their neighbours that both have: |shared| / |all of both|, in [0, 1]. Directions,
 * self-loops and parallel edges do not count; 0 where neither has any.
 *
 * O(Σ degree²) for all pairs that share a neighbour, O(degrees) a pair.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, jaccard } from "millrace/graph";
 * const friends = graph({ edges: from([{ a: 1, b: 3 }, { a: 2, b: 3 }, { a: 2, b: 4 }]), source: "a", target: "b" });
 * console.log(await friends.apply(jaccard({ pairs: [[1, 2]] })).collect()); // { source: 1, target: 2, similarity: 0.5 }
 * ```
 * @see Jaccard, “The Distribution of the Flora in the Alpine Zone”, New Phytologist 11, 1912.
 */
export function jaccard<Id>(options: SimilarityOptions<Id> = {}): RowAlgorithm<Id, Similarity<Id>> {
  checkOptions(options, { pairs: true }, "jaccard");
  return similarity("jaccard", options.pairs, {
    worth: () => 1,
    of: (shared, degree, other) => (shared === 0 ? 0 : shared / (degree + other - shared)),
  });
}
