import { checkOptions } from "../../core/mod.ts";
import { type Algorithm, numbersOrNull, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demandGiven } from "../checks.ts";
import { relaxEdges } from "../kernels/relaxing.ts";

export interface BellmanFordOptions<Id> {
  /** The vertex to begin at. */
  readonly from: Id;
}

/**
 * As `sssp`, with weights that may be below 0: the length of the shortest path to each vertex, null where none leads. A cycle
 * whose weights sum to less than 0 on the way is an error; so is an undirected edge below 0, which is one.
 *
 * O(vertices · edges) at most, O(edges) a round, which end when nothing gets nearer.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { bellmanFord, graph } from "millrace/graph";
 * const edges = from([{ a: "x", b: "y", w: 4 }, { a: "x", b: "z", w: 1 }, { a: "y", b: "z", w: -5 }]);
 * const net = graph({ edges, source: "a", target: "b", weight: "w" });
 * console.log(await net.apply(bellmanFord({ from: "x" })).collect()); // 0, 4, −1
 * ```
 * @see Bellman, “On a Routing Problem”, Quarterly of Applied Mathematics 16, 1958; Ford, “Network Flow Theory”, 1956.
 */
export function bellmanFord<Id>(options: BellmanFordOptions<Id>): Algorithm<Id, { distance: number | null }> {
  checkOptions(options, { from: true }, "bellmanFord");
  demandGiven(options, ["from"], "bellmanFord");
  const { from } = options;
  const run = (graph: Snapshot): Turns<{ distance: number | null }> => lengthsFrom(graph, from);
  return { name: "bellmanFord", details: { from: String(from) }, weights: "any", vertices: [from], run };
}

function* lengthsFrom(graph: Snapshot, from: unknown): Turns<{ distance: number | null }> {
  const { out, outWeights, ids, vertexCount } = graph;
  const distances = new Float64Array(vertexCount).fill(Number.POSITIVE_INFINITY);
  distances[ids.find(from)] = 0;
  for (let round = 0; round < vertexCount; round++) {
    const nearer = relaxEdges(out.starts, out.neighbours, outWeights, distances);
    if (nearer < 0) break;
    if (round === vertexCount - 1) throw negativeCycle("bellmanFord", ids.idOf(nearer));
    yield;
  }
  return { distance: numbersOrNull(distances, Number.POSITIVE_INFINITY) };
}

/** What is no shortest path, as it can always be made shorter. */
export function negativeCycle(algorithm: string, id: unknown): RangeError {
  return new RangeError(
    `Cannot find shortest paths in ${algorithm} as no cycle's weights must sum to less than 0: got one from which paths lead to ` +
      `${String(id)}; leave its edges out, or make the graph directed if it is not`,
  );
}
