import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type Algorithm, numbers, type ResultColumn, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demand, demandRounds } from "../checks.ts";
import { hearLabels } from "../kernels/community-detection.ts";

/** The community of a vertex, and how much its label counts by now. */
export interface ScoredCommunity<Id> {
  readonly community: Id;
  readonly score: number;
}

export interface CommunityDetectionOptions {
  /** Rounds at most; they end earlier when nothing changes. Default 10. */
  readonly iterations?: number;
  /** What a label loses when it goes to another vertex, in the first round; in round r the r-th part of it. Default 0.5. */
  readonly delta?: number;
}

const known: KnownOptions<CommunityDetectionOptions> = { iterations: true, delta: true };

/**
 * Communities by labels that lose on their way, as Gelly has it: in every round each vertex takes the label whose scores, times the
 * weights of the edges on which it hears them, are greatest in sum (the smallest of several); its score becomes the greatest of
 * those that it heard, less `delta / round` where the label is new to it. So a label does not flood a graph. Labels are ids, each
 * vertex's own with a score of 1 at first. Directions do not count; parallel edges count each.
 *
 * O(edges) a round.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { communityDetection, graph } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(communityDetection({ iterations: 3 })).collect());
 * ```
 * @see Leung, Hui, Liò, Crowcroft, “Towards Real-time Community Detection in Large Networks”, Physical Review E 79, 2009.
 */
export function communityDetection<Id>(options: CommunityDetectionOptions = {}): Algorithm<Id, ScoredCommunity<Id>> {
  checkOptions(options, known, "communityDetection");
  const { iterations = 10, delta = 0.5 } = options;
  const doing = "find communities in communityDetection";
  demandRounds(iterations, doing, "leave it out for 10");
  demand(delta >= 0, { doing, as: "its delta must not be below 0", got: delta, remedy: "leave it out for 0.5" });
  const details = { iterations: String(iterations), delta: String(delta) };
  return {
    name: "communityDetection",
    details,
    weights: "not negative",
    run: (graph) => communitiesOf<Id>(graph, iterations, delta),
  };
}

function* communitiesOf<Id>(graph: Snapshot, iterations: number, delta: number): Turns<ScoredCommunity<Id>> {
  const { both, vertexCount, ids } = graph;
  const weights = Float64Array.from(both.edges, (edge) => graph.edges.weights?.[edge] ?? 1);
  const column = (): Float64Array<ArrayBuffer> => new Float64Array(vertexCount);
  const [sums, highest] = [column(), column()];
  let [labels, nextLabels] = [ids.ranks().slice(), new Uint32Array(vertexCount)];
  let [scores, nextScores] = [column().fill(1), column()];
  const vertexOfLabel = new Uint32Array(vertexCount);
  for (let vertex = 0; vertex < vertexCount; vertex++) vertexOfLabel[labels[vertex]!] = vertex;
  for (let round = 1; round <= iterations; round++) {
    const loss = delta / round;
    const changed = hearLabels(
      both.starts,
      both.neighbours,
      weights,
      loss,
      labels,
      scores,
      sums,
      highest,
      nextLabels,
      nextScores,
    );
    [labels, nextLabels] = [nextLabels, labels];
    [scores, nextScores] = [nextScores, scores];
    yield;
    if (!changed) break;
  }
  const community: ResultColumn<Id> = vertices<Id>(labels.map((label) => vertexOfLabel[label]!));
  return { community, score: numbers(scores) };
}
