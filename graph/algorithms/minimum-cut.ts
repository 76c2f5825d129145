import { type EdgeAlgorithm, flags, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { greatestFlow, networkOf } from "../parts/flow.ts";
import { capacitiesOf, type FlowOptions, flowAlgorithm } from "../parts/flow-algorithm.ts";

/**
 * Whether an edge is in a lightest cut between two vertices: without those edges no path leads from one to the other, and no
 * others of less weight in sum (1 each, where a graph has no weights) part them. Their sum is the greatest flow.
 *
 * Dinic's algorithm, O(vertices² · edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, minimumCut } from "millrace/graph";
 * const pipes = from([{ a: "x", b: "y", w: 3 }, { a: "y", b: "z", w: 2 }, { a: "x", b: "z", w: 1 }]);
 * const net = graph({ edges: pipes, source: "a", target: "b", weight: "w" });
 * console.log(await net.apply(minimumCut({ from: "x", to: "z" })).collect()); // false, true, true
 * ```
 * @see Ford, Fulkerson, “Maximal Flow through a Network”, Canadian Journal of Mathematics 8, 1956.
 */
export function minimumCut<Id>(options: FlowOptions<Id>): EdgeAlgorithm<Id, { cut: boolean }> {
  return flowAlgorithm("minimumCut", options, cutOf);
}

function* cutOf(graph: Snapshot, from: number, to: number): Turns<{ cut: boolean }> {
  const { edges, vertexCount, edgeCount, directed } = graph;
  const network = yield* networkOf(vertexCount, edges, capacitiesOf(graph), !directed);
  const { levels } = yield* greatestFlow(network, from, to);
  const cut = new Uint8Array(edgeCount);
  for (let edge = 0; edge < edgeCount; edge++) {
    const [one, other] = [levels[edges.sources[edge]!]! >= 0, levels[edges.targets[edge]!]! >= 0];
    if (directed ? one && !other : one !== other) cut[edge] = 1;
  }
  return { cut: flags(cut) };
}
