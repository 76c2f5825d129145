import { type RowAlgorithm, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { greatestFlow, networkOf } from "../parts/flow.ts";
import { reach } from "../parts/reaching.ts";
import { topologicalOrderOf } from "../parts/topological-order.ts";

/**
 * The most vertices of a directed graph without cycles of which no path leads from one to another: what can be done at the same
 * time. How many they are is also the fewest paths that pass all vertices (Dilworth). A cycle is an error.
 *
 * O(pairs that a path leads between · √vertices).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, maximumAntichain } from "millrace/graph";
 * const tasks = from([{ do: "a", then: "b" }, { do: "a", then: "c" }]);
 * console.log(await graph({ edges: tasks, source: "do", target: "then" }).apply(maximumAntichain()).collect()); // b and c
 * ```
 * @see Dilworth, “A Decomposition Theorem for Partially Ordered Sets”, 1950; Fulkerson, 1956.
 */
export function maximumAntichain<Id>(): RowAlgorithm<Id, { id: Id }> {
  return { name: "maximumAntichain", gives: "rows", run: antichainOf };
}

/**
 * A greatest matching of each vertex as first with one that it leads to as second. Those that are neither first nor second of
 * what covers all pairs (Kőnig: firsts that a flow does not reach any more, seconds that it does) lead to none another.
 */
function* antichainOf<Id>(graph: Snapshot): Turns<{ id: Id }> {
  topologicalOrderOf(graph, "find what has no order in maximumAntichain");
  const { out, vertexCount: n } = graph;
  const [begin, end] = [2 * n, 2 * n + 1];
  const [marks, queue] = [new Uint32Array(n), new Uint32Array(n)];
  const [sources, targets]: [number[], number[]] = [[], []];
  for (let vertex = 0; vertex < n; vertex++) {
    sources.push(begin, n + vertex);
    targets.push(vertex, end);
    for (const other of queue.subarray(0, reach(out, vertex, vertex + 1, marks, queue))) {
      sources.push(vertex);
      targets.push(n + other);
    }
    yield;
  }
  const edges = { sources: Uint32Array.from(sources), targets: Uint32Array.from(targets) };
  const capacities = edges.sources.map((source, edge) => (source === begin || edges.targets[edge] === end ? 1 : n + 1));
  const network = networkOf(2 * n + 2, edges, Float64Array.from(capacities), false);
  const { levels } = yield* greatestFlow(network, begin, end);
  const chosen = Uint32Array.from({ length: n }, (_, vertex) => vertex);
  return { id: vertices<Id>(chosen.filter((vertex) => levels[vertex]! >= 0 && levels[n + vertex]! < 0)) };
}
