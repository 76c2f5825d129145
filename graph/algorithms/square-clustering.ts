import { oneRow, type RowAlgorithm, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { eachSharing } from "../parts/shared-neighbours.ts";
import { triangleCounts } from "../parts/triangle-counts.ts";

/** How often paths of three edges are closed. */
export interface SquareClustering {
  readonly squares: number;
  /** Paths of three edges over four vertices. */
  readonly paths: number;
  /** 4 · squares / paths; 0 where there are none. */
  readonly coefficient: number;
}

/**
 * One row: the share of paths of three edges that a fourth one closes to a square. As bipartite graphs have no triangles, this is
 * what clustering means in them (Robins and Alexander). Directions, self-loops and parallel edges do not count.
 *
 * O(Σ degree²).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, squareClustering } from "millrace/graph";
 * const ring = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 3, b: 4 }, { a: 4, b: 1 }]);
 * console.log(await graph({ edges: ring, source: "a", target: "b" }).apply(squareClustering()).collect()); // coefficient 1
 * ```
 * @see Robins, Alexander, “Small Worlds among Interlocking Directors”, 2004.
 */
export function squareClustering(...none: readonly []): RowAlgorithm<never, SquareClustering> {
  mustBeNone(none, "squareClustering");
  return { name: "squareClustering", gives: "rows", run: clusteringOf };
}

function* clusteringOf(graph: Snapshot): Turns<SquareClustering> {
  // A square has two pairs of opposite corners, and each pair of what those share makes one.
  let squares = 0;
  yield* eachSharing(graph, {}, (_vertex, _other, shared) => {
    squares += (shared * (shared - 1)) / 4;
  });
  const triangles = (yield* triangleCounts(graph)).reduce((sum, each) => sum + each, 0) / 3;
  const { starts, least, greatest } = graph.pairs;
  const others = (vertex: number): number => starts[vertex + 1]! - starts[vertex]! - 1;
  const walks = least.reduce((sum, one, pair) => sum + others(one) * others(greatest[pair]!), 0);
  const paths = walks - 3 * triangles;
  return oneRow({ squares, paths, coefficient: paths === 0 ? 0 : (4 * squares) / paths });
}
