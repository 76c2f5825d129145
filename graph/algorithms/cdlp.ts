import { checkOptions } from "../../core/mod.ts";
import type { Algorithm, Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demandRounds } from "../checks.ts";
import { labelRounds } from "../parts/label-rounds.ts";

export interface CdlpOptions {
  /** Rounds at most; they end earlier when no label changes. Default 10. */
  readonly iterations?: number;
}

/**
 * Communities by label propagation as LDBC has it: in every round each vertex takes the label that most of its neighbours had,
 * the smallest of several; labels are ids, each vertex's own at first. Rounds are synchronous, edges count in both directions,
 * and two vertices with edges in both count each other twice.
 *
 * O(edges) a round.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { cdlp, graph } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }]);
 * const friends = graph({ edges, source: "a", target: "b", directed: false });
 * console.log(await friends.apply(cdlp({ iterations: 5 })).collect()); // three times community 1
 * ```
 * @see Raghavan, Albert, Kumara, “Near Linear Time Algorithm to Detect Community Structures in Large-scale Networks”,
 * Physical Review E 76, 2007; LDBC Graphalytics 1.0.3, §2.3.5.
 */
export function cdlp<Id>(options: CdlpOptions = {}): Algorithm<Id, { community: Id }> {
  checkOptions(options, { iterations: "a number" }, "cdlp");
  const { iterations = 10 } = options;
  demandRounds(iterations, "find communities in cdlp", "leave it out for 10");
  const run = (graph: Snapshot): Turns<{ community: Id }> => {
    const { out, in: into, directed } = graph;
    return labelRounds<Id>(graph, { rows: out, ...(directed ? { besides: into } : {}), wins: "smallest", iterations });
  };
  return { name: "cdlp", details: { iterations: String(iterations) }, run };
}
