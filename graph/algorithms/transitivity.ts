import { oneRow, type RowAlgorithm, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { triangleCounts } from "../parts/triangle-counts.ts";

/** How often neighbours of a vertex are neighbours of one another. */
export interface Transitivity {
  /** Paths of two edges: k · (k − 1) / 2 for each vertex of k neighbours. */
  readonly triples: number;
  readonly triangles: number;
  /** The share of triples that are closed, 3 · triangles / triples; 0 where there are none. */
  readonly transitivity: number;
  /** The mean of 2 · triangles / (k · (k − 1)) over all vertices, 0 for those of fewer than two neighbours. */
  readonly averageClustering: number;
}

/**
 * One row: how many triangles a graph has, the share of triples that they close (Gelly's global clustering coefficient), and
 * the average of local ones. Directions, self-loops and parallel edges do not count.
 *
 * O(edges^1.5).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, transitivity } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }, { a: 3, b: 4 }]);
 * console.log(await graph({ edges, source: "a", target: "b" }).apply(transitivity()).collect()); // 1 of 5 triples: 0.6
 * ```
 * @see Newman, Watts, Strogatz, “Random Graph Models of Social Networks”, PNAS 99, 2002.
 */
export function transitivity(...none: readonly []): RowAlgorithm<never, Transitivity> {
  mustBeNone(none, "transitivity");
  return { name: "transitivity", gives: "rows", run: transitivityOf };
}

function* transitivityOf(graph: Snapshot): Turns<Transitivity> {
  const counts = yield* triangleCounts(graph);
  const { starts } = graph.distinct;
  let [triples, corners, coefficients] = [0, 0, 0];
  for (let vertex = 0; vertex < counts.length; vertex++) {
    const degree = starts[vertex + 1]! - starts[vertex]!;
    const pairs = (degree * (degree - 1)) / 2;
    triples += pairs;
    corners += counts[vertex]!;
    if (pairs > 0) coefficients += counts[vertex]! / pairs;
  }
  return oneRow({
    triples,
    triangles: corners / 3,
    transitivity: triples === 0 ? 0 : corners / triples,
    averageClustering: counts.length === 0 ? 0 : coefficients / counts.length,
  });
}
