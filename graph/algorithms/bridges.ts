import { type EdgeAlgorithm, flags, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { blocksOf } from "../parts/blocks.ts";

/**
 * Whether a graph falls apart where an edge is taken away: it lies on no cycle. Directions do not count, parallel edges are
 * no bridges.
 *
 * O(vertices + edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { bridges, graph } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 3, b: 1 }, { a: 3, b: 4 }]);
 * const found = await graph({ edges, source: "a", target: "b" }).apply(bridges()).filter((row) => row.bridge).collect();
 * console.log(found); // { source: 3, target: 4, bridge: true }
 * ```
 * @see Tarjan, “A Note on Finding the Bridges of a Graph”, Information Processing Letters 2, 1974.
 */
export function bridges(...none: readonly []): EdgeAlgorithm<never, { bridge: boolean }> {
  mustBeNone(none, "bridges");
  return { name: "bridges", gives: "edges", run: bridgesOf };
}

function* bridgesOf(graph: Snapshot): Turns<{ bridge: boolean }> {
  const { blocks, sizes } = yield* blocksOf(graph);
  return { bridge: flags(Uint8Array.from(blocks, (block) => (sizes[block] === 1 ? 1 : 0))) };
}
