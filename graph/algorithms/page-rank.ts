import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type Algorithm, numbers, type ResultColumns, weightsIf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demand, demandRounds, demandTolerance } from "../checks.ts";
import { gatherValues, gatherWeightedRanks, sumWeights, weightedRankShares } from "../kernels/page-rank.ts";
import { freeRows, type RowsByDegree, rowsByDegree } from "../parts/rows-by-degree.ts";
import { LivePageRank, type LivePageRankSpec } from "../streaming/live-page-rank.ts";

export interface PageRankOptions<Id> {
  /** The share of a rank that goes on along edges, in [0, 1). Default 0.85. */
  readonly damping?: number;
  /** So many rounds, whatever changes. Default: until `tolerance`. */
  readonly iterations?: number;
  /** Rounds end when ranks change by less than this in sum. Default 1e-9. */
  readonly tolerance?: number;
  /** Whether a vertex gives its neighbours equal shares, or shares by the weights of the edges. Default "ignore". */
  readonly weights?: "ignore" | "use";
  /** Where the rest of the rank goes, by vertex; others get none. Default: to all vertices alike. */
  readonly personalization?: ReadonlyMap<Id, number>;
}

const known: KnownOptions<PageRankOptions<unknown>> = {
  damping: "a number",
  iterations: "a number",
  tolerance: "a number",
  weights: ["ignore", "use"],
  personalization: true,
};

/**
 * How much of a random walk's time is spent at each vertex; ranks sum to 1. The rank of vertices without edges that lead out
 * goes to where jumps go (LDBC, NetworkX, igraph; the GAP benchmark leaves it out). Parallel edges count each.
 *
 * O(edges) a round, pulled along edges that lead in. Edges that never end, which may be taken back: ranks are kept up by pushing on
 * what an edge changes, by so many steps a batch at most, and within `tolerance` at the end; not with `iterations`.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, pageRank } from "millrace/graph";
 * const links = from([{ page: "a", to: "b" }, { page: "c", to: "b" }]);
 * const ranks = await graph({ edges: links, source: "page", target: "to" }).apply(pageRank({ iterations: 20 })).collect();
 * console.log(ranks.find((row) => row.id === "b")!.rank > 0.5); // true
 * ```
 * @see Zhang, Lofgren, Goel, “Approximate Personalized PageRank on Dynamic Graphs”, KDD 2016, for edges that never end.
 * @see Page, Brin, Motwani, Winograd, “The PageRank Citation Ranking”, Stanford 1999; LDBC Graphalytics 1.0.3, §2.3.4.
 */
export function pageRank<Id>(options: PageRankOptions<Id> = {}): Algorithm<Id, { rank: number }> {
  checkOptions(options, known, "pageRank");
  const { damping = 0.85, iterations, tolerance = 1e-9, weights = "ignore", personalization } = options;
  checkNumbers(damping, iterations, tolerance);
  mustBeMap(personalization);
  const jumps = personalization === undefined ? undefined : [...personalization];
  checkJumps(jumps);
  return {
    name: "pageRank",
    details: {
      damping: String(damping),
      ends: iterations === undefined ? `below ${tolerance}` : `after ${iterations}`,
    },
    ...weightsIf(weights === "use", "not negative"),
    ...(jumps === undefined ? {} : { vertices: jumps.map(([id]) => id) }),
    run: (graph) => ranksOf(graph, { damping, iterations, tolerance, weights, jumps: jumpsOf(graph, jumps) }),
    ...(iterations === undefined ? { live: liveRanks({ damping, tolerance, jumps: scaled(jumps) }) } : {}),
  };
}

function liveRanks<Id>(spec: LivePageRankSpec): NonNullable<Algorithm<Id, { rank: number }>["live"]> {
  return { open: (start) => new LivePageRank(start, spec) };
}

/** Shares of which the greatest is 1. */
function scaled(jumps: readonly (readonly [unknown, number])[] | undefined): LivePageRankSpec["jumps"] {
  if (jumps === undefined) return undefined;
  const most = jumps.reduce((greatest, [, share]) => Math.max(greatest, share), 0);
  return new Map(jumps.map(([id, share]) => [id, share / most]));
}

interface Spec {
  readonly damping: number;
  readonly iterations: number | undefined;
  readonly tolerance: number;
  readonly weights: "ignore" | "use";
  readonly jumps: Float64Array;
}

function* ranksOf(graph: Snapshot, spec: Spec): Generator<number | undefined, ResultColumns<{ rank: number }>> {
  const { damping, iterations = Number.POSITIVE_INFINITY, tolerance, weights } = spec;
  const { work, vertexCount } = graph;
  const rows = weights === "use" ? undefined : rowsByDegree(graph, iterations);
  const jumps = rows === undefined ? spec.jumps : moved(graph, spec.jumps, rows.order);
  let ranks = work.float64(vertexCount).fill(1 / vertexCount);
  let next = work.float64(vertexCount);
  const shares = work.float64(vertexCount);
  const round = weights === "use" ? weightedRound(graph, shares) : plainRound(graph, rows, shares);
  for (let done = 0; done < iterations && vertexCount > 0; done++) {
    const change = round(ranks, next, jumps, damping);
    [ranks, next] = [next, ranks];
    yield spec.iterations === undefined ? undefined : (done + 1) / spec.iterations;
    if (spec.iterations === undefined && change < tolerance) break;
  }
  work.free(next, shares, jumps);
  if (rows === undefined) return { rank: numbers(ranks) };
  const given = moved(graph, ranks, rows.places);
  freeRows(graph, rows);
  return { rank: numbers(given) };
}

/** Values by another order; those given are given back. */
function moved({ work }: Snapshot, values: Float64Array, order: Uint32Array): Float64Array {
  const out = work.float64(values.length);
  gatherValues(values, order, out);
  work.free(values);
  return out;
}

type Round = (ranks: Float64Array, next: Float64Array, jumps: Float64Array, damping: number) => number;

function plainRound(graph: Snapshot, rows: RowsByDegree | undefined, shares: Float64Array): Round {
  const { work, vertexCount } = graph;
  const { starts, neighbours } = rows?.in ?? graph.in;
  const outStarts = rows?.outStarts ?? graph.out.starts;
  return (ranks, next, jumps, damping) => {
    const base = 1 - damping + damping * work.run("rankShares", outStarts, ranks, shares, vertexCount);
    return work.run("gatherRanks", starts, neighbours, shares, jumps, base, damping, ranks, next, vertexCount);
  };
}

function weightedRound(graph: Snapshot, shares: Float64Array): Round {
  const sums = new Float64Array(graph.vertexCount);
  sumWeights(graph.out.starts, graph.outWeights, sums);
  const { starts, neighbours } = graph.in;
  return (ranks, next, jumps, damping) => {
    const base = 1 - damping + damping * weightedRankShares(sums, ranks, shares);
    return gatherWeightedRanks(starts, neighbours, graph.inWeights, shares, jumps, base, damping, ranks, next);
  };
}

function jumpsOf(graph: Snapshot, given: readonly (readonly [unknown, number])[] | undefined): Float64Array {
  const jumps = graph.work.float64(graph.vertexCount);
  if (given === undefined) return jumps.fill(1 / graph.vertexCount);
  const total = given.reduce((sum, [, share]) => sum + share, 0);
  for (const [id, share] of given) jumps[graph.ids.find(id)] = share / total;
  return jumps;
}

const doing = "rank pages in pageRank";

function checkNumbers(damping: number, iterations: number | undefined, tolerance: number): void {
  const inRange = damping >= 0 && damping < 1;
  demand(inRange, { doing, as: "its damping must be in [0, 1)", got: damping, remedy: "leave it out for 0.85" });
  demandRounds(iterations, doing, "leave it out to go on until ranks settle");
  demandTolerance(tolerance, doing, "leave it out for 1e-9");
}

function mustBeMap(personalization: unknown): void {
  demand(personalization === undefined || personalization instanceof Map, {
    doing,
    as: "its personalization must be a Map from ids to shares",
    got: typeof personalization,
    remedy: 'write for instance new Map([["AMS", 1]]), or new Map(Object.entries(shares)) where ids are texts',
  });
}

function checkJumps(jumps: readonly (readonly [unknown, number])[] | undefined): void {
  if (jumps === undefined) return;
  const isShare = jumps.every(([, share]) => Number.isFinite(share) && share >= 0);
  if (isShare && jumps.some(([, share]) => share > 0)) return;
  demand(false, {
    doing,
    as: "the shares of its personalization must be numbers from 0, one of them above",
    got: jumps.map(([, share]) => share),
    remedy: "leave it out to jump to all vertices alike",
  });
}
