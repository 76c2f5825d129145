import { checkOptions } from "../../core/mod.ts";
import { type Algorithm, numbers, type ResultColumns, weightsIf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { countDegrees, sumDegrees } from "../kernels/degrees.ts";
import { LiveDegrees } from "../streaming/live-degrees.ts";
import { inOneTurn } from "../turns.ts";

export interface DegreesOptions {
  /** Whether edges are counted, or their weights summed. Default "ignore". */
  readonly weights?: "ignore" | "use";
}

/** How many edges a vertex has; of an undirected graph all three are the same. */
export interface Degrees {
  readonly degree: number;
  readonly inDegree: number;
  readonly outDegree: number;
}

/**
 * How many edges lead into each vertex, out of it, and both together; or their weights in sum. Parallel edges count each, a
 * self-loop twice: once as it leads out, once as it leads in (NetworkX, igraph).
 *
 * O(edges). Edges that never end: O(1) an edge, which may be taken back; a vertex without edges is gone.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { degrees, graph } from "millrace/graph";
 * const roads = graph({ edges: from([{ a: 1, b: 2 }, { a: 3, b: 2 }]), source: "a", target: "b" });
 * console.log(await roads.apply(degrees()).collect()); // …, { id: 2, degree: 2, inDegree: 2, outDegree: 0 }
 * ```
 */
export function degrees(options: DegreesOptions = {}): Algorithm<never, Degrees> {
  checkOptions(options, { weights: ["ignore", "use"] }, "degrees");
  const uses = options.weights === "use";
  return {
    name: "degrees",
    ...weightsIf(uses, "any"),
    run: (graph) => inOneTurn(() => degreesOf(graph, uses)),
    live: { open: (start) => new LiveDegrees(start) },
  };
}

function degreesOf({ edges, vertexCount, directed }: Snapshot, uses: boolean): ResultColumns<Degrees> {
  const ends = [edges.sources, edges.targets].map((each) => {
    const sums = new Float64Array(vertexCount);
    if (uses && edges.weights !== undefined) sumDegrees(each, edges.weights, sums);
    else countDegrees(each, sums);
    return sums;
  });
  const [outDegree, inDegree] = ends as [Float64Array, Float64Array];
  const degree = outDegree.map((sum, vertex) => sum + inDegree[vertex]!);
  return directed
    ? { degree: numbers(degree), inDegree: numbers(inDegree), outDegree: numbers(outDegree) }
    : { degree: numbers(degree), inDegree: numbers(degree), outDegree: numbers(degree) };
}
