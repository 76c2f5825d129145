import { checkOptions } from "../../core/mod.ts";
import { type Algorithm, numbersOrNull, type ResultColumns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demandGiven } from "../checks.ts";
import { settleNearest } from "../kernels/shortest-distances.ts";

export interface SsspOptions<Id> {
  /** The vertex to begin at. */
  readonly from: Id;
}

/** Vertices settled before others may take their turn. */
const turn = 65_536;

/**
 * The length of the shortest path to each vertex from one: the sum of its weights, or its number of edges where the graph has
 * no weights; null where no path leads. Weights must not be below 0.
 *
 * Buckets of distances (delta-stepping, one bucket after the other), O(vertices + edges) for weights that are drawn alike. Where they are of unlike
 * sizes, so that vertices are met again and again, the rest is Dijkstra's, O((vertices + edges) · log vertices).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, sssp } from "millrace/graph";
 * const edges = from([{ a: "AMS", b: "CGN", km: 230 }, { a: "CGN", b: "FRA", km: 190 }]);
 * const roads = graph({ edges, source: "a", target: "b", weight: "km", directed: false });
 * console.log(await roads.apply(sssp({ from: "AMS" })).collect()); // …, { id: "FRA", distance: 420 }
 * ```
 * @see Meyer, Sanders, “Δ-stepping: a Parallelizable Shortest Path Algorithm”, Journal of Algorithms 49(1), 2003.
 */
export function sssp<Id>(options: SsspOptions<Id>): Algorithm<Id, { distance: number | null }> {
  checkOptions(options, { from: true }, "sssp");
  demandGiven(options, ["from"], "sssp");
  const { from } = options;
  const details = { from: String(from) };
  return { name: "sssp", details, weights: "not negative", vertices: [from], run: (graph) => lengthsFrom(graph, from) };
}

function* lengthsFrom(
  graph: Snapshot,
  from: unknown,
): Generator<number | undefined, ResultColumns<{ distance: number | null }>> {
  const { starts, neighbours } = graph.out;
  const weights = graph.outWeights;
  const { work, vertexCount } = graph;
  const distances = work.float64(vertexCount).fill(Number.POSITIVE_INFINITY);
  const first = graph.ids.find(from);
  const { heads, perWidth } = bucketsOf(graph);
  const [next, previous, places] = ["next", "previous", "places"].map(() => work.int32(vertexCount).fill(-1));
  const state = work.float64(4);
  state[2] = 1;
  distances[first] = 0;
  heads[0] = first;
  places![first] = 0;
  let left = settledAgain * vertexCount;
  while (state[2]! > 0 && left > 0) {
    const lists = [heads, next!, previous!, places!] as const;
    const most = Math.min(turn, left);
    work.run("settleBuckets", starts, neighbours, weights, distances, ...lists, heads.length, perWidth, state, most);
    left -= most;
    yield;
  }
  if (state[2]! > 0) yield* nearestFirst(graph, distances, places!);
  work.free(heads, next!, previous!, places!, state);
  return { distance: numbersOrNull(distances, Number.POSITIVE_INFINITY) };
}

/** How often a vertex is settled, on average, before buckets are given up: weights that are drawn alike take 1.0 to 1.1, on grids and Kronecker graphs. */
const settledAgain = 4;

/** Goes on from the vertices that wait, those with a place: what is the nearest of them is met by no shorter way any more. */
function* nearestFirst(graph: Snapshot, distances: Float64Array, places: Int32Array): Generator<number | undefined> {
  const { starts, neighbours } = graph.out;
  const heap = new Uint32Array(graph.vertexCount);
  const waiting: number[] = [];
  for (let vertex = 0; vertex < places.length; vertex++) if (places[vertex]! >= 0) waiting.push(vertex);
  waiting.sort((a, b) => distances[a]! - distances[b]!);
  for (const [place, vertex] of waiting.entries()) {
    heap[place] = vertex;
    places[vertex] = place;
  }
  for (let size = waiting.length; size > 0; ) {
    size = settleNearest(starts, neighbours, graph.outWeights, distances, heap, places, size, turn);
    yield;
  }
}

/** At most so many buckets, whatever the weights. */
const mostBuckets = 65_536;

/** As measured on Kronecker graphs and grids: with 1 the former cost twice as much, with 8 as much as a third more. */
const bucketsPerEdge = 3;

/** Buckets of a width in inverse proportion to the average degree (Meyer and Sanders), so many as a distance can be ahead. */
function bucketsOf({ greatestWeight, out, vertexCount, work }: Snapshot): { heads: Int32Array; perWidth: number } {
  const entries = out.neighbours.length;
  const perGreatest = Math.min(mostBuckets - 3, Math.max(1, Math.ceil((bucketsPerEdge * entries) / vertexCount)));
  const perWidth =
    greatestWeight > 0 && Number.isFinite(perGreatest / greatestWeight) ? perGreatest / greatestWeight : 1;
  return { heads: work.int32(perGreatest + 3).fill(-1), perWidth };
}
