import { type Algorithm, numbers, type ResultColumns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { clusteringOf } from "../kernels/clustering.ts";

/** Vertices before others may take their turn. */
const turn = 1024;

/**
 * The share of a vertex's neighbours that are neighbours of one another, in [0, 1]; 0 where it has fewer than two. Neighbours
 * are those by either direction, each once; in a directed graph each edge among them counts over the k · (k − 1) that there
 * could be (LDBC). Self-loops and parallel edges do not count.
 *
 * O(Σ degree²) at most.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, localClustering } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }, { a: 3, b: 4 }]);
 * const friends = graph({ edges, source: "a", target: "b", directed: false });
 * console.log(await friends.apply(localClustering()).collect()); // 1, 1, 1/3, 0
 * ```
 * @see Watts, Strogatz, “Collective Dynamics of ‘Small-world’ Networks”, Nature 393, 1998; LDBC Graphalytics 1.0.3, §2.3.6.
 */
export function localClustering<Id>(): Algorithm<Id, { coefficient: number }> {
  return { name: "localClustering", run: coefficientsOf };
}

function* coefficientsOf(graph: Snapshot): Generator<void, ResultColumns<{ coefficient: number }>> {
  const { distinct, distinctOut, vertexCount } = graph;
  const marks = new Uint32Array(vertexCount);
  const coefficients = new Float64Array(vertexCount);
  for (let from = 0; from < vertexCount; from += turn) {
    const to = Math.min(from + turn, vertexCount);
    const { starts, neighbours } = distinct;
    clusteringOf(starts, neighbours, distinctOut.starts, distinctOut.neighbours, from, to, marks, coefficients);
    yield;
  }
  return { coefficient: numbers(coefficients) };
}
