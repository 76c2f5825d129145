import { type RowAlgorithm, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { greatestFlow, networkOf } from "../parts/flow.ts";
import { GrowingPairs, type PairLimit } from "../parts/growing-pairs.ts";
import { reach } from "../parts/reaching.ts";
import { topologicalOrderOf } from "../parts/topological-order.ts";
import { inTurns } from "../turns.ts";

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
export function maximumAntichain<Id>(...none: readonly []): RowAlgorithm<Id, { id: Id }> {
  mustBeNone(none, "maximumAntichain");
  return { name: "maximumAntichain", gives: "rows", run: antichainOf };
}

/** Pairs before others may take their turn. */
const turn = 1 << 18;

const tooMany: PairLimit = {
  doing: "list the pairs that a path leads between in maximumAntichain",
  remedy: "find it in parts of the graph, or in one with fewer edges",
};

/**
 * A greatest matching of each vertex as first with one that it leads to as second. Those that are neither first nor second of
 * what covers all pairs (Kőnig: firsts that a flow does not reach any more, seconds that it does) lead to none another.
 */
function* antichainOf<Id>(graph: Snapshot): Turns<{ id: Id }> {
  topologicalOrderOf(graph, "find what has no order in maximumAntichain");
  const { out, vertexCount: n } = graph;
  const [begin, end] = [2 * n, 2 * n + 1];
  const [marks, queue] = [new Uint32Array(n), new Uint32Array(n)];
  const pairs = new GrowingPairs(tooMany);
  let looked = 0;
  for (let vertex = 0; vertex < n; vertex++) {
    pairs.push(begin, vertex);
    pairs.push(n + vertex, end);
    const met = reach(out, vertex, vertex + 1, marks, queue);
    for (let at = 0; at < met; at++) pairs.push(vertex, n + queue[at]!);
    looked += 16 + met;
    if (looked < turn) continue;
    looked = 0;
    yield;
  }
  const { first: sources, second: targets } = yield* pairs.joined();
  const capacities = new Float64Array(sources.length).fill(n + 1);
  yield* inTurns(sources.length, turn, (from, to) => {
    for (let edge = from; edge < to; edge++) {
      if (sources[edge] === begin || targets[edge] === end) capacities[edge] = 1;
    }
  });
  const network = yield* networkOf(2 * n + 2, { sources, targets }, capacities, false);
  const { levels } = yield* greatestFlow(network, begin, end);
  const chosen = Uint32Array.from({ length: n }, (_, vertex) => vertex);
  return { id: vertices<Id>(chosen.filter((vertex) => levels[vertex]! >= 0 && levels[n + vertex]! < 0)) };
}
