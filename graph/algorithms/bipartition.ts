import { type Algorithm, numbersOrNull, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { takeSides } from "../kernels/bipartition.ts";
import { LiveSides } from "../streaming/live-sides.ts";
import { inTurns } from "../turns.ts";

/** Vertices before others may take their turn. */
const turn = 65_536;

/**
 * The side of each vertex, 0 or 1, where edges lead from one side to the other only; null in a component in which they cannot, as
 * it has a cycle of odd length (a self-loop is one). A graph is bipartite if no vertex has null. Directions do not count; the
 * first vertex of a component is on side 0.
 *
 * O(vertices + edges). Edges that never end: O(α(vertices)) an edge, besides a row for each vertex whose side changes by a batch;
 * what is kept are the vertices, not the edges, which cannot be taken back.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { bipartition, graph } from "millrace/graph";
 * const bought = from([{ who: "Ann", what: "tea" }, { who: "Bob", what: "tea" }]);
 * console.log(await graph({ edges: bought, source: "who", target: "what" }).apply(bipartition()).collect()); // 0, 0, 1
 * ```
 * @see Kőnig, “Über Graphen und ihre Anwendung auf Determinantentheorie und Mengenlehre”, 1916.
 */
export function bipartition(...none: readonly []): Algorithm<never, { side: number | null }> {
  mustBeNone(none, "bipartition");
  return {
    name: "bipartition",
    run: sidesOf,
    live: {
      keepsEdges: "what union-find has united cannot be divided again",
      open: (start) => new LiveSides(start),
    },
  };
}

function* sidesOf({ both, vertexCount }: Snapshot): Turns<{ side: number | null }> {
  const sides = new Int32Array(vertexCount).fill(-1);
  const queue = new Uint32Array(vertexCount);
  yield* inTurns(vertexCount, turn, (from, to) => takeSides(both.starts, both.neighbours, from, to, queue, sides));
  return { side: numbersOrNull(sides, 2) };
}
