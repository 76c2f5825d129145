import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type Algorithm, numbers, type ResultColumn, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demand, demandRounds } from "../checks.ts";
import { gatherWeights } from "../kernels/adjacency.ts";
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

const known: KnownOptions<CommunityDetectionOptions> = { iterations: "a number", delta: "a number" };

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

/** Vertices before others may take their turn. */
const turn = 1 << 16;

function* communitiesOf<Id>(graph: Snapshot, iterations: number, delta: number): Turns<ScoredCommunity<Id>> {
  const { both, vertexCount, ids } = graph;
  const weights = new Float64Array(both.edges.length).fill(1);
  if (graph.edges.weights !== undefined) gatherWeights(graph.edges.weights, both.edges, weights);
  yield;
  const column = (): Float64Array<ArrayBuffer> => new Float64Array(vertexCount);
  const [sums, highest] = [column(), column()];
  let [labels, nextLabels] = [ids.ranks().slice(), new Uint32Array(vertexCount)];
  let [scores, nextScores] = [column().fill(1), column()];
  const vertexOfLabel = new Uint32Array(vertexCount);
  for (let vertex = 0; vertex < vertexCount; vertex++) vertexOfLabel[labels[vertex]!] = vertex;
  for (let round = 1; round <= iterations; round++) {
    const loss = delta / round;
    const rows = [both.starts, both.neighbours, weights, loss, labels, scores, sums, highest] as const;
    let changed = false;
    for (let from = 0; from < vertexCount; from += turn) {
      const to = Math.min(from + turn, vertexCount);
      changed = hearLabels(...rows, nextLabels, nextScores, from, to) || changed;
      yield;
    }
    mustBeFinite(nextScores, round);
    [labels, nextLabels] = [nextLabels, labels];
    [scores, nextScores] = [nextScores, scores];
    if (!changed) break;
  }
  const community: ResultColumn<Id> = vertices<Id>(labels.map((label) => vertexOfLabel[label]!));
  return { community, score: numbers(scores) };
}

/** Refuses scores that weights have multiplied past all numbers: labels could not be told apart by them. */
function mustBeFinite(scores: Float64Array, round: number): void {
  const got = scores.find((score) => !Number.isFinite(score));
  demand(got === undefined, {
    doing: "find communities in communityDetection",
    as: `its scores, which weights are multiplied into in each round, must be finite after round ${round}`,
    got,
    remedy: "divide weights by the greatest of them before, or use fewer iterations",
  });
}
