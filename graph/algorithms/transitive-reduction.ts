import { type RowAlgorithm, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { sourcesPerTurn } from "../parts/distance-measures.ts";
import { GrowingPairs, type PairLimit } from "../parts/growing-pairs.ts";
import { reach } from "../parts/reaching.ts";
import { topologicalOrderOf } from "../parts/topological-order.ts";
import { inTurns } from "../turns.ts";
import type { Ends } from "./condensation.ts";

/**
 * The fewest edges of a directed graph without cycles that lead to where all of them do: an edge is left out where a longer path
 * leads from its source to its target. A cycle is an error.
 *
 * O(vertices · edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, transitiveReduction } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(transitiveReduction()).collect()); // (1, 2), (2, 3)
 * ```
 * @see Aho, Garey, Ullman, “The Transitive Reduction of a Directed Graph”, SIAM Journal on Computing 1(2), 1972.
 */
export function transitiveReduction<Id>(...none: readonly []): RowAlgorithm<Id, Ends<Id>> {
  mustBeNone(none, "transitiveReduction");
  return { name: "transitiveReduction", gives: "rows", run: reductionOf };
}

const tooMany: PairLimit = { doing: "list the edges of transitiveReduction", remedy: "reduce parts of the graph" };

function* reductionOf<Id>(graph: Snapshot): Turns<Ends<Id>> {
  const { order } = topologicalOrderOf(graph, "leave out edges in transitiveReduction");
  const { vertexCount, distinctOut } = graph;
  const positions = new Uint32Array(vertexCount);
  for (let position = 0; position < vertexCount; position++) positions[order[position]!] = position;
  const [marks, queue] = [new Uint32Array(vertexCount), new Uint32Array(vertexCount)];
  const pairs = new GrowingPairs(tooMany);
  yield* inTurns(vertexCount, sourcesPerTurn(graph), (from, to) => {
    for (let source = from; source < to; source++) {
      const { starts, neighbours } = distinctOut;
      // What an earlier one leads to, no later one is needed for.
      const row = neighbours.slice(starts[source], starts[source + 1]).sort((a, b) => positions[a]! - positions[b]!);
      for (const target of row) {
        if (marks[target] === source + 1) continue;
        pairs.push(source, target);
        reach(distinctOut, target, source + 1, marks, queue);
      }
    }
  });
  const { first, second } = yield* pairs.joined();
  return { source: vertices<Id>(first), target: vertices<Id>(second) };
}
