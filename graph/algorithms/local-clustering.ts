import { checkOptions } from "../../core/mod.ts";
import { type Algorithm, numbers, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { clusteringOf, cyclesOf } from "../kernels/clustering.ts";
import { triangleCounts } from "../parts/triangle-counts.ts";
import { inTurns } from "../turns.ts";

export interface LocalClusteringOptions {
  /**
   * What counts in a directed graph: the edges among neighbours over k · (k − 1), k neighbours by either direction
   * ("LDBC"), or directed triangles of all kinds over those that there could be, by degrees in both directions ("NetworkX",
   * after Fagiolo). Default "LDBC".
   */
  readonly convention?: "LDBC" | "NetworkX";
}

/** Vertices before others may take their turn. */
const turn = 1024;

/**
 * The share of a vertex's neighbours that are neighbours of one another, in [0, 1]; 0 where it has fewer than two. Neighbours
 * are those by either direction, each once; in a directed graph each edge among them counts over the k · (k − 1) that there
 * could be (LDBC; see `convention`). Self-loops and parallel edges do not count.
 *
 * O(Σ degree²) at most; O(edges^1.5) in an undirected graph.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, localClustering } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }, { a: 3, b: 4 }]);
 * const friends = graph({ edges, source: "a", target: "b", directed: false });
 * console.log(await friends.apply(localClustering()).collect()); // 1, 1, 1/3, 0
 * ```
 * @see Watts, Strogatz, “Collective Dynamics of ‘Small-world’ Networks”, Nature 393, 1998; LDBC Graphalytics 1.0.3, §2.3.6;
 * Fagiolo, “Clustering in Complex Directed Networks”, Physical Review E 76, 2007, equation 6.
 */
export function localClustering(options: LocalClusteringOptions = {}): Algorithm<never, { coefficient: number }> {
  checkOptions(options, { convention: ["LDBC", "NetworkX"] }, "localClustering");
  const { convention = "LDBC" } = options;
  const run = (graph: Snapshot): Turns<{ coefficient: number }> => {
    if (!graph.directed) return undirectedCoefficients(graph);
    return convention === "LDBC" ? directedCoefficients(graph) : cycleCoefficients(graph);
  };
  return { name: "localClustering", details: { convention }, run };
}

function* undirectedCoefficients(graph: Snapshot): Turns<{ coefficient: number }> {
  const { starts } = graph.distinct;
  const coefficients = yield* triangleCounts(graph);
  for (let vertex = 0; vertex < coefficients.length; vertex++) {
    const degree = starts[vertex + 1]! - starts[vertex]!;
    if (degree > 1) coefficients[vertex]! /= (degree * (degree - 1)) / 2;
  }
  return { coefficient: numbers(coefficients) };
}

function* directedCoefficients({ distinct, distinctOut, vertexCount }: Snapshot): Turns<{ coefficient: number }> {
  const marks = new Uint32Array(vertexCount);
  const coefficients = new Float64Array(vertexCount);
  const { starts, neighbours } = distinct;
  yield* inTurns(vertexCount, turn, (from, to) => {
    clusteringOf(starts, neighbours, distinctOut.starts, distinctOut.neighbours, from, to, marks, coefficients);
  });
  return { coefficient: numbers(coefficients) };
}

function* cycleCoefficients({ distinctOut, distinctIn, vertexCount }: Snapshot): Turns<{ coefficient: number }> {
  const marks = new Uint32Array(vertexCount);
  const coefficients = new Float64Array(vertexCount);
  yield* inTurns(vertexCount, turn, (from, to) => {
    const [out, into] = [distinctOut, distinctIn];
    cyclesOf(out.starts, out.neighbours, into.starts, into.neighbours, from, to, marks, coefficients);
  });
  return { coefficient: numbers(coefficients) };
}
