import { oneRow, type ResultColumns, type RowAlgorithm } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { countDegrees } from "../kernels/degrees.ts";
import { inOneTurn } from "../turns.ts";

/** What can be said of a graph by counting. */
export interface GraphMetrics {
  readonly vertices: number;
  readonly edges: number;
  readonly selfLoops: number;
  /** Vertices without an edge. */
  readonly isolated: number;
  /** Edges over those that there could be without self-loops and parallel edges; 0 for fewer than two vertices. */
  readonly density: number;
  /** Ends of edges by vertex; 0 where there is none. */
  readonly averageDegree: number;
  readonly maximumDegree: number;
  readonly maximumInDegree: number;
  readonly maximumOutDegree: number;
}

/**
 * One row: how many vertices and edges a graph has, how dense it is, and its greatest degrees (of an undirected graph all three
 * are the same). Gelly's VertexMetrics; what it tells of triples is in `transitivity`.
 *
 * O(vertices + edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, graphMetrics } from "millrace/graph";
 * const roads = graph({ edges: from([{ a: 1, b: 2 }, { a: 3, b: 2 }]), source: "a", target: "b" });
 * console.log(await roads.apply(graphMetrics()).collect()); // { vertices: 3, edges: 2, …, maximumInDegree: 2, … }
 * ```
 */
export function graphMetrics(...none: readonly []): RowAlgorithm<never, GraphMetrics> {
  mustBeNone(none, "graphMetrics");
  return { name: "graphMetrics", gives: "rows", run: (graph) => inOneTurn(() => metricsOf(graph)) };
}

function metricsOf({ edges, vertexCount, edgeCount, directed }: Snapshot): ResultColumns<GraphMetrics> {
  const [out, into] = [new Float64Array(vertexCount), new Float64Array(vertexCount)];
  countDegrees(edges.sources, out);
  countDegrees(edges.targets, into);
  const both = out.map((count, vertex) => count + into[vertex]!);
  const greatest = (degrees: Float64Array): number => degrees.reduce((most, degree) => Math.max(most, degree), 0);
  const possible = vertexCount * (vertexCount - 1) * (directed ? 1 : 0.5);
  return oneRow({
    vertices: vertexCount,
    edges: edgeCount,
    selfLoops: edges.sources.reduce((count, source, edge) => count + (source === edges.targets[edge] ? 1 : 0), 0),
    isolated: both.reduce((count, degree) => count + (degree === 0 ? 1 : 0), 0),
    density: possible === 0 ? 0 : edgeCount / possible,
    averageDegree: vertexCount === 0 ? 0 : (2 * edgeCount) / vertexCount,
    maximumDegree: greatest(both),
    maximumInDegree: greatest(directed ? into : both),
    maximumOutDegree: greatest(directed ? out : both),
  });
}
