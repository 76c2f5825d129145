import { checkOptions } from "../../core/mod.ts";
import type { Algorithm } from "../algorithm.ts";
import { demandRounds } from "../checks.ts";
import { labelRounds } from "../parts/label-rounds.ts";

export interface LabelPropagationOptions {
  /** Rounds at most; they end earlier when no label changes. Default 10. */
  readonly iterations?: number;
}

/**
 * Communities by label propagation as Gelly has it: in every round each vertex takes the label that most of the vertices with an
 * edge to it had, the greatest of several; labels are ids, each vertex's own at first. `cdlp` has LDBC's rules: edges of both
 * directions, and the smallest label.
 *
 * O(edges) a round.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, labelPropagation } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }]);
 * const friends = graph({ edges, source: "a", target: "b", directed: false });
 * console.log(await friends.apply(labelPropagation({ iterations: 5 })).collect()); // two or three times 3
 * ```
 * @see Raghavan, Albert, Kumara, “Near Linear Time Algorithm to Detect Community Structures in Large-scale Networks”, 2007.
 */
export function labelPropagation<Id>(options: LabelPropagationOptions = {}): Algorithm<Id, { community: Id }> {
  checkOptions(options, { iterations: "a number" }, "labelPropagation");
  const { iterations = 10 } = options;
  demandRounds(iterations, "find communities in labelPropagation", "leave it out for 10");
  const details = { iterations: String(iterations) };
  return {
    name: "labelPropagation",
    details,
    run: (graph) => labelRounds<Id>(graph, { rows: graph.in, wins: "greatest", iterations }),
  };
}
