import { type RowAlgorithm, type Turns, vertices } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { strongComponents } from "../parts/strong-components.ts";
import { inTurns } from "../turns.ts";

/** An edge between two vertices. */
export interface Ends<Id> {
  readonly source: Id;
  readonly target: Id;
}

/**
 * The edges among strongly connected components, each once: a graph without cycles. Components are named as by
 * `stronglyConnectedComponents`.
 *
 * O(vertices + edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { condensation, graph } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 1 }, { a: 2, b: 3 }, { a: 1, b: 3 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(condensation()).collect()); // { source: 1, target: 3 }
 * ```
 * @see Harary, Norman, Cartwright, “Structural Models”, 1965, chapter 3.
 */
export function condensation<Id>(...none: readonly []): RowAlgorithm<Id, Ends<Id>> {
  mustBeNone(none, "condensation");
  return { name: "condensation", gives: "rows", run: edgesAmongComponents };
}

/** Edges before others may take their turn. */
const turn = 1 << 18;

function* edgesAmongComponents<Id>(graph: Snapshot): Turns<Ends<Id>> {
  const components = yield* strongComponents(graph);
  const { sources, targets } = graph.edges;
  const seen = new Set<number>();
  yield* inTurns(sources.length, turn, (from, to) => {
    for (let edge = from; edge < to; edge++) {
      const [one, other] = [components[sources[edge]!]!, components[targets[edge]!]!];
      if (one !== other) seen.add(one * graph.vertexCount + other);
    }
  });
  const pairs = [...seen];
  return {
    source: vertices<Id>(Uint32Array.from(pairs, (pair) => Math.floor(pair / graph.vertexCount))),
    target: vertices<Id>(Uint32Array.from(pairs, (pair) => pair % graph.vertexCount)),
  };
}
