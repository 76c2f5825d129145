import { checkOptions } from "../../core/mod.ts";
import { type Algorithm, numbersOrNull, type ResultColumns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
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
 * Dijkstra's algorithm on a binary heap, O((vertices + edges) · log vertices).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, sssp } from "millrace/graph";
 * const edges = from([{ a: "AMS", b: "CGN", km: 230 }, { a: "CGN", b: "FRA", km: 190 }]);
 * const roads = graph({ edges, source: "a", target: "b", weight: "km", directed: false });
 * console.log(await roads.apply(sssp({ from: "AMS" })).collect()); // …, { id: "FRA", distance: 420 }
 * ```
 * @see Dijkstra, “A Note on Two Problems in Connexion with Graphs”, Numerische Mathematik 1, 1959.
 */
export function sssp<Id>(options: SsspOptions<Id>): Algorithm<Id, { distance: number | null }> {
  checkOptions(options, { from: true }, "sssp");
  const { from } = options;
  const details = { from: String(from) };
  return { name: "sssp", details, weights: "not negative", vertices: [from], run: (graph) => lengthsFrom(graph, from) };
}

function* lengthsFrom(graph: Snapshot, from: unknown): Generator<void, ResultColumns<{ distance: number | null }>> {
  const { starts, neighbours } = graph.out;
  const weights = graph.outWeights;
  const distances = new Float64Array(graph.vertexCount).fill(Number.POSITIVE_INFINITY);
  const heap = new Uint32Array(graph.vertexCount);
  const places = new Int32Array(graph.vertexCount).fill(-1);
  const first = graph.ids.find(from);
  distances[first] = 0;
  heap[0] = first;
  places[first] = 0;
  for (let size = 1; size > 0; yield) {
    size = settleNearest(starts, neighbours, weights, distances, heap, places, size, turn);
  }
  return { distance: numbersOrNull(distances, Number.POSITIVE_INFINITY) };
}
