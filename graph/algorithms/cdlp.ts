import { checkOptions } from "../../core/mod.ts";
import { type Algorithm, type ResultColumns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demandRounds } from "../checks.ts";
import { gatherNumbers } from "../kernels/components.ts";
import { commonLabels } from "../kernels/label-propagation.ts";

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
  checkOptions(options, { iterations: true }, "cdlp");
  const { iterations = 10 } = options;
  demandRounds(iterations, "find communities in cdlp", "leave it out for 10");
  return { name: "cdlp", details: { iterations: String(iterations) }, run: (graph) => labelsOf(graph, iterations) };
}

function* labelsOf<Id>(graph: Snapshot, iterations: number): Generator<void, ResultColumns<{ community: Id }>> {
  const { out, in: into, directed, vertexCount } = graph;
  const ranks = graph.ids.ranks();
  const counts = new Uint32Array(vertexCount);
  let labels = ranks.slice();
  let next = new Uint32Array(vertexCount);
  for (let round = 0; round < iterations; round++) {
    commonLabels(out.starts, out.neighbours, into.starts, into.neighbours, directed, labels, counts, next);
    const same = next.every((label, vertex) => label === labels[vertex]);
    [labels, next] = [next, labels];
    yield;
    if (same) break;
  }
  const vertexOfRank = new Uint32Array(vertexCount);
  for (let vertex = 0; vertex < vertexCount; vertex++) vertexOfRank[ranks[vertex]!] = vertex;
  const communities = new Uint32Array(vertexCount);
  gatherNumbers(vertexOfRank, labels, communities);
  return { community: vertices<Id>(communities) };
}
