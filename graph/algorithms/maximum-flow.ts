import { type EdgeAlgorithm, numbers, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { greatestFlow, networkOf } from "../parts/flow.ts";
import { capacitiesOf, type FlowOptions, flowAlgorithm } from "../parts/flow-algorithm.ts";

export type { FlowOptions };

/**
 * How much of a greatest flow from one vertex to another goes along each edge, weights being what they can take (1 where a graph
 * has none): from source to target, in an undirected graph below 0 where it goes the other way. The flow itself is what leaves
 * `from`, and as much as the edges of `minimumCut` can take.
 *
 * Dinic's algorithm, O(vertices² · edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, maximumFlow } from "millrace/graph";
 * const pipes = from([{ a: "x", b: "y", w: 3 }, { a: "y", b: "z", w: 2 }, { a: "x", b: "z", w: 1 }]);
 * const net = graph({ edges: pipes, source: "a", target: "b", weight: "w" });
 * console.log(await net.apply(maximumFlow({ from: "x", to: "z" })).collect()); // 2, 2, 1
 * ```
 * @see Dinic, “Algorithm for Solution of a Problem of Maximum Flow in Networks with Power Estimation”, 1970.
 */
export function maximumFlow<Id>(options: FlowOptions<Id>): EdgeAlgorithm<Id, { flow: number }> {
  return flowAlgorithm("maximumFlow", options, flowsOf);
}

function* flowsOf(graph: Snapshot, from: number, to: number): Turns<{ flow: number }> {
  const capacities = capacitiesOf(graph);
  const network = yield* networkOf(graph.vertexCount, graph.edges, capacities, !graph.directed);
  yield* greatestFlow(network, from, to);
  const isLoop = (edge: number): boolean => graph.edges.sources[edge] === graph.edges.targets[edge];
  return { flow: numbers(capacities.map((capacity, edge) => (isLoop(edge) ? 0 : capacity - network.left[2 * edge]!))) };
}
