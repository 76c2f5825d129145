import { type EdgeAlgorithm, numbers, type ResultColumns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { countDegrees } from "../kernels/degrees.ts";
import { inOneTurn } from "../turns.ts";

/** The degrees of both ends of an edge; of an undirected graph all three of an end are the same. */
export interface EdgeDegrees {
  readonly sourceDegree: number;
  readonly sourceInDegree: number;
  readonly sourceOutDegree: number;
  readonly targetDegree: number;
  readonly targetInDegree: number;
  readonly targetOutDegree: number;
}

/**
 * Each edge with the degrees of its ends, counted as `degrees` counts them: parallel edges each, a self-loop twice (Gelly's
 * EdgeSourceDegrees, EdgeTargetDegrees and EdgeDegreesPair).
 *
 * O(vertices + edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { edgeDegrees, graph } from "millrace/graph";
 * const roads = graph({ edges: from([{ a: 1, b: 2 }, { a: 3, b: 2 }]), source: "a", target: "b" });
 * console.log(await roads.apply(edgeDegrees()).collect()); // { source: 1, target: 2, sourceDegree: 1, …, targetInDegree: 2, … }, …
 * ```
 */
export function edgeDegrees(): EdgeAlgorithm<never, EdgeDegrees> {
  return { name: "edgeDegrees", gives: "edges", run: (graph) => inOneTurn(() => degreesOf(graph)) };
}

function degreesOf({ edges, vertexCount, directed }: Snapshot): ResultColumns<EdgeDegrees> {
  const [out, into] = [new Float64Array(vertexCount), new Float64Array(vertexCount)];
  countDegrees(edges.sources, out);
  countDegrees(edges.targets, into);
  const all = out.map((count, vertex) => count + into[vertex]!);
  const of = (degrees: Float64Array, ends: Uint32Array): ReturnType<typeof numbers> =>
    numbers(Float64Array.from(ends, (vertex) => degrees[vertex]!));
  const [sources, targets] = [edges.sources, edges.targets];
  return {
    sourceDegree: of(all, sources),
    sourceInDegree: of(directed ? into : all, sources),
    sourceOutDegree: of(directed ? out : all, sources),
    targetDegree: of(all, targets),
    targetInDegree: of(directed ? into : all, targets),
    targetOutDegree: of(directed ? out : all, targets),
  };
}
