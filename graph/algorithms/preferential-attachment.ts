import { checkOptions } from "../../core/mod.ts";
import type { RowAlgorithm } from "../algorithm.ts";
import { demandGiven } from "../checks.ts";
import { type Similarity, similarity } from "../parts/similarity.ts";

export interface PreferentialAttachmentOptions<Id> {
  /** The pairs that are asked for. */
  readonly pairs: readonly (readonly [Id, Id])[];
}

/**
 * How likely an edge between two vertices is if those that have many get more: the product of how many neighbours both have.
 * Directions, self-loops and parallel edges do not count.
 *
 * O(degrees) a pair.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, preferentialAttachment } from "millrace/graph";
 * const friends = graph({ edges: from([{ a: 1, b: 3 }, { a: 2, b: 3 }]), source: "a", target: "b" });
 * console.log(await friends.apply(preferentialAttachment({ pairs: [[1, 3]] })).collect()); // similarity 2
 * ```
 * @see Barabási, Albert, “Emergence of Scaling in Random Networks”, Science 286, 1999.
 */
export function preferentialAttachment<Id>(
  options: PreferentialAttachmentOptions<Id>,
): RowAlgorithm<Id, Similarity<Id>> {
  checkOptions(options, { pairs: true }, "preferentialAttachment");
  demandGiven(options, ["pairs"], "preferentialAttachment");
  const score = { worth: () => 0, of: (_: number, degree: number, other: number) => degree * other };
  return similarity("preferentialAttachment", options.pairs, score);
}
