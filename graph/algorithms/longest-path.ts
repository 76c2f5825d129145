import { checkOptions } from "../../core/mod.ts";
import { numbers, type ResultColumns, type RowAlgorithm, vertices, weightsIf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { topologicalOrderOf } from "../parts/topological-order.ts";
import { inOneTurn } from "../turns.ts";

/** A vertex on a path, and how far it is from the first one. */
export interface PathStep<Id> {
  readonly id: Id;
  readonly distance: number;
}

export interface LongestPathOptions {
  /** Whether edges count 1 each, or by their weights. Default "ignore". */
  readonly weights?: "ignore" | "use";
}

/**
 * The vertices of a longest path of a directed graph without cycles, in order, each with its distance from the first: what a
 * project takes whose tasks must follow one another. A cycle is an error; no vertex, no row.
 *
 * O(edges + vertices · log vertices).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, longestPath } from "millrace/graph";
 * const tasks = from([{ do: "a", then: "b", days: 2 }, { do: "b", then: "c", days: 4 }, { do: "a", then: "c", days: 5 }]);
 * const plan = graph({ edges: tasks, source: "do", target: "then", weight: "days" });
 * console.log(await plan.apply(longestPath({ weights: "use" })).collect()); // a at 0, b at 2, c at 6
 * ```
 * @see Kelley, Walker, “Critical-path Planning and Scheduling”, 1959.
 */
export function longestPath<Id>(options: LongestPathOptions = {}): RowAlgorithm<Id, PathStep<Id>> {
  checkOptions(options, { weights: ["ignore", "use"] }, "longestPath");
  const uses = options.weights === "use";
  const run = (graph: Snapshot) => inOneTurn(() => pathOf<Id>(graph, uses));
  return { name: "longestPath", gives: "rows", ...weightsIf(uses, "any"), run };
}

function pathOf<Id>(graph: Snapshot, uses: boolean): ResultColumns<PathStep<Id>> {
  const { in: into, vertexCount } = graph;
  const { order } = topologicalOrderOf(graph, "find a path in longestPath");
  const distances = new Float64Array(vertexCount);
  const before = new Int32Array(vertexCount).fill(-1);
  for (const vertex of order) {
    for (let e = into.starts[vertex]!; e < into.starts[vertex + 1]!; e++) {
      const distance = distances[into.neighbours[e]!]! + (uses ? graph.inWeights[e]! : 1);
      if (distance <= distances[vertex]!) continue;
      distances[vertex] = distance;
      before[vertex] = into.neighbours[e]!;
    }
  }
  const path: number[] = [];
  for (let vertex = order.length === 0 ? -1 : farthest(distances, order); vertex >= 0; vertex = before[vertex]!)
    path.unshift(vertex);
  return {
    id: vertices<Id>(Uint32Array.from(path)),
    distance: numbers(Float64Array.from(path, (vertex) => distances[vertex]!)),
  };
}

/** Of several the first in the order. */
function farthest(distances: Float64Array, order: Uint32Array): number {
  return order.reduce((best, vertex) => (distances[vertex]! > distances[best]! ? vertex : best), order[0]!);
}
