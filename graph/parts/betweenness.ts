import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type Computation, type Turns, weightsIf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demandList } from "../checks.ts";
import { addDependencies, countPaths } from "../kernels/betweenness.ts";
import { gatherValues } from "../kernels/page-rank.ts";
import { inTurns, sortedInTurns } from "../turns.ts";
import { sourcesPerTurn } from "./distance-measures.ts";
import { lengthsOf } from "./nearest.ts";
import { freeRows, rowsByDegree } from "./rows-by-degree.ts";

/** What betweenness of vertices and of edges can be asked for. */
export interface BetweennessOptions<Id> {
  /** Whether it is divided by the number of pairs that could pass there. Default "none". */
  readonly normalize?: "none" | "pairs";
  /** Whether edges count 1 each, or by their weights, which must be above 0. Default "ignore". */
  readonly weights?: "ignore" | "use";
  /** Only paths from these, for an estimate in less time; it is not scaled up. Default: from all. */
  readonly sources?: readonly Id[];
}

const known: KnownOptions<BetweennessOptions<unknown>> = {
  normalize: ["none", "pairs"],
  weights: ["ignore", "use"],
  sources: true,
};

/** What betweenness is computed by. */
export interface BetweennessSpec {
  readonly sources: Uint32Array;
  readonly uses: boolean;
  readonly normalize: "none" | "pairs";
}

/** The computation of betweenness, of whatever it is. */
export function betweennessBy<Id>(
  name: string,
  options: BetweennessOptions<Id>,
  run: (graph: Snapshot, spec: BetweennessSpec) => Turns<{ betweenness: number }>,
): Computation<Id, { betweenness: number }> {
  checkOptions(options as BetweennessOptions<unknown>, known, name);
  const { normalize = "none", weights = "ignore", sources } = options;
  demandList(sources, "sources", name);
  return {
    name,
    details: { normalize },
    ...weightsIf(weights === "use", "positive"),
    ...(sources === undefined ? {} : { vertices: sources }),
    run: (graph) => run(graph, { sources: sourcesOf(graph, sources), uses: weights === "use", normalize }),
  };
}

/** The vertices that paths are counted from. */
export function sourcesOf({ ids, vertexCount }: Snapshot, given: readonly unknown[] | undefined): Uint32Array {
  if (given !== undefined) return Uint32Array.from(given, (id) => ids.find(id));
  return Uint32Array.from({ length: vertexCount }, (_, vertex) => vertex);
}

/** Brandes' algorithm where edges count 1 each. O(sources · edges). */
export function* plainBetweenness(graph: Snapshot, sources: Uint32Array): Generator<number | undefined, Float64Array> {
  const { out, vertexCount, work } = graph;
  // Forward and back from each source.
  const byDegree = graph.directed ? undefined : rowsByDegree(graph, 2 * sources.length);
  const { starts, neighbours } = byDegree?.in ?? out;
  const [queue, distances] = [work.uint32(vertexCount + 1), work.int32(vertexCount).fill(-1)];
  const [paths, shares, centrality] = [work.float64(vertexCount), work.float64(vertexCount), work.float64(vertexCount)];
  const [farther, fartherStarts] = [work.uint32(neighbours.length + 1), work.uint32(vertexCount + 1)];
  yield* inTurns(sources.length, sourcesPerTurn(graph), (from, to) => {
    const arrays = [queue, distances, paths, shares, farther, fartherStarts, centrality] as const;
    for (let at = from; at < to; at++) {
      const source = byDegree?.places[sources[at]!] ?? sources[at]!;
      work.run("addBetweenness", starts, neighbours, source, ...arrays);
    }
  });
  work.free(queue, distances, paths, shares, farther, fartherStarts);
  if (byDegree === undefined) return centrality;
  const given = work.float64(vertexCount);
  gatherValues(centrality, byDegree.places, given);
  work.free(centrality);
  freeRows(graph, byDegree);
  return given;
}

/** The betweenness of vertices and of edges. */
export interface Betweenness {
  readonly ofVertices: Float64Array;
  readonly ofEdges: Float64Array;
}

/** Brandes' algorithm by weight. O(sources · (edges + vertices) · log vertices). */
export function* weightedBetweenness(
  graph: Snapshot,
  sources: Uint32Array,
  weights: Float64Array,
): Generator<number | undefined, Betweenness> {
  const { vertexCount, edgeCount } = graph;
  const { starts, neighbours, edges } = graph.out;
  const lengths = lengthsOf(graph.out, weights);
  const [paths, shares] = [new Float64Array(vertexCount), new Float64Array(vertexCount)];
  const [ofVertices, ofEdges] = [new Float64Array(vertexCount), new Float64Array(edgeCount)];
  const size = sourcesPerTurn(graph);
  for (let at = 0; at < sources.length; at++) {
    const distances = yield* lengths(sources[at]!);
    const order = yield* byDistance(distances);
    countPaths(starts, neighbours, weights, order, distances, sources[at]!, paths);
    if (size === 1) yield;
    addDependencies(starts, neighbours, edges, weights, order, distances, paths, shares, ofVertices, ofEdges);
    if ((at + 1) % size === 0 || at + 1 === sources.length) yield (at + 1) / sources.length;
  }
  return { ofVertices, ofEdges };
}

/** The vertices that are reached, nearest first. */
function* byDistance(distances: Float64Array): Generator<undefined, Uint32Array> {
  const reached = new Uint32Array(distances.length);
  let count = 0;
  for (let vertex = 0; vertex < distances.length; vertex++) {
    if (distances[vertex] !== Number.POSITIVE_INFINITY) reached[count++] = vertex;
  }
  const order = yield* sortedInTurns(count, (a, b) => distances[reached[a]!]! - distances[reached[b]!]!);
  for (let at = 0; at < count; at++) order[at] = reached[order[at]!]!;
  return order;
}

/** Both ends of a path are sources in an undirected graph: each is counted twice. `pairs` are those that could pass. */
export function scaled(
  values: Float64Array,
  directed: boolean,
  normalize: "none" | "pairs",
  pairs: number,
): Float64Array {
  if (normalize === "pairs") return pairs > 0 ? values.map((value) => value / pairs) : values;
  return directed ? values : values.map((value) => value / 2);
}
