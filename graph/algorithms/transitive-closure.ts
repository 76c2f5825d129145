import { checkOptions } from "../../core/mod.ts";
import { type RowAlgorithm, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { sourcesPerTurn } from "../parts/distance-measures.ts";
import { GrowingPairs, type PairLimit } from "../parts/growing-pairs.ts";
import { reach } from "../parts/reaching.ts";
import { inTurns } from "../turns.ts";
import type { Ends } from "./condensation.ts";

export interface TransitiveClosureOptions {
  /** Whether a vertex is in a pair with itself: where a cycle leads back to it, never (NetworkX), or always. Default "on cycles". */
  readonly itself?: "on cycles" | "never" | "always";
}

/**
 * All pairs (source, target) for which a path of one edge or more leads from source to target. There may be vertices² rows.
 *
 * O(vertices · edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, transitiveClosure } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }]);
 * const pairs = await graph({ edges, source: "a", target: "b" }).apply(transitiveClosure()).collect();
 * console.log(pairs.length); // 3: (1, 2), (1, 3), (2, 3)
 * ```
 * @see Purdom, “A Transitive Closure Algorithm”, BIT 10, 1970.
 */
export function transitiveClosure<Id>(options: TransitiveClosureOptions = {}): RowAlgorithm<Id, Ends<Id>> {
  checkOptions(options, { itself: ["on cycles", "never", "always"] }, "transitiveClosure");
  const { itself = "on cycles" } = options;
  return {
    name: "transitiveClosure",
    gives: "rows",
    details: { itself },
    run: (graph) => closureOf<Id>(graph, itself),
  };
}

const tooMany: PairLimit = {
  doing: "list the pairs that a path leads between in transitiveClosure",
  remedy: "use condensation() for what leads to what, or bfs({ from }) for what one vertex leads to",
};

function* closureOf<Id>(graph: Snapshot, itself: "on cycles" | "never" | "always"): Turns<Ends<Id>> {
  const { out, vertexCount } = graph;
  const [marks, queue] = [new Uint32Array(vertexCount), new Uint32Array(vertexCount)];
  const pairs = new GrowingPairs(tooMany);
  yield* inTurns(vertexCount, sourcesPerTurn(graph), (from, to) => {
    for (let source = from; source < to; source++) {
      const end = reach(out, source, source + 1, marks, queue);
      const isItself = itself === "always" || (itself === "on cycles" && marks[source] === source + 1);
      if (isItself) pairs.push(source, source);
      for (let at = 0; at < end; at++) if (queue[at] !== source) pairs.push(source, queue[at]!);
    }
  });
  const { first, second } = yield* pairs.joined();
  return { source: vertices<Id>(first), target: vertices<Id>(second) };
}
