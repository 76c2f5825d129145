import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type EdgeAlgorithm, numbers, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demand } from "../checks.ts";
import { greatestFlow, networkOf } from "../parts/flow.ts";

export interface FlowOptions<Id> {
  /** The vertex that it comes from. */
  readonly from: Id;
  /** Another one, that it goes to. */
  readonly to: Id;
}

export const flowOptions: KnownOptions<FlowOptions<unknown>> = { from: true, to: true };

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
  checkOptions(options, flowOptions, "maximumFlow");
  const { from, to } = options;
  demandTwo(from, to, "maximumFlow");
  return {
    name: "maximumFlow",
    gives: "edges",
    details: { from: String(from), to: String(to) },
    weights: "not negative",
    vertices: [from, to],
    run: (graph) => flowsOf(graph, graph.ids.find(from), graph.ids.find(to)),
  };
}

/** A flow goes from one vertex to another. */
export function demandTwo(from: unknown, to: unknown, algorithm: string): void {
  const remedy = "give two vertices";
  demand(from !== to, {
    doing: `find a flow in ${algorithm}`,
    as: "from and to must not be one vertex",
    got: to,
    remedy,
  });
}

function* flowsOf(graph: Snapshot, from: number, to: number): Turns<{ flow: number }> {
  const capacities = capacitiesOf(graph);
  const network = networkOf(graph.vertexCount, graph.edges, capacities, !graph.directed);
  yield* greatestFlow(network, from, to);
  const isLoop = (edge: number): boolean => graph.edges.sources[edge] === graph.edges.targets[edge];
  return { flow: numbers(capacities.map((capacity, edge) => (isLoop(edge) ? 0 : capacity - network.left[2 * edge]!))) };
}

/** What each edge can take. */
export function capacitiesOf({ edges: { weights }, edgeCount }: Snapshot): Float64Array {
  return weights ?? new Float64Array(edgeCount).fill(1);
}
