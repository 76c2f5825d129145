import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type Algorithm, numbers, type Turns, weightsIf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { distanceMeasures, type Measuring } from "../parts/distance-measures.ts";

export interface ClosenessOptions {
  /** Whether distances are to a vertex, by edges that lead in, or from it. Default "in" (NetworkX). */
  readonly along?: "in" | "out";
  /** Whether edges count 1 each, or by their weights, which must be above 0. Default "ignore". */
  readonly weights?: "ignore" | "use";
  /**
   * Whether closeness within a small part counts less, by the share of others that are in it ("NetworkX", after Wasserman and
   * Faust), or as within a large one ("igraph"). Default "NetworkX".
   */
  readonly convention?: "NetworkX" | "igraph";
}

const known: KnownOptions<ClosenessOptions> = {
  along: ["in", "out"],
  weights: ["ignore", "use"],
  convention: ["NetworkX", "igraph"],
};

/**
 * How near each vertex is to those that it is reached by: r / Σ distance for r others, times r / (vertices − 1) by NetworkX's
 * convention; 0 where there are none.
 *
 * O(vertices · edges); with weights times log vertices.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { closeness, graph } from "millrace/graph";
 * const roads = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 3 }]), source: "a", target: "b", directed: false });
 * console.log(await roads.apply(closeness()).collect()); // 2/3, 1, 2/3
 * ```
 * @see Freeman, “Centrality in Networks: Conceptual Clarification”, Social Networks 1, 1978; Wasserman, Faust, “Social Network
 * Analysis”, 1994, equation 5.22.
 */
export function closeness(options: ClosenessOptions = {}): Algorithm<never, { closeness: number }> {
  checkOptions(options, known, "closeness");
  const { along = "in", weights = "ignore", convention = "NetworkX" } = options;
  return {
    name: "closeness",
    details: { along, convention },
    ...weightsIf(weights === "use", "positive"),
    run: (graph) => closenessOf(graph, { along, weights }, convention === "NetworkX"),
  };
}

function* closenessOf(graph: Snapshot, measuring: Measuring, scales: boolean): Turns<{ closeness: number }> {
  const { reached, sums } = yield* distanceMeasures(graph, measuring);
  const values = sums.map((sum, vertex) => {
    const others = reached[vertex]! - 1;
    const share = scales ? others / (graph.vertexCount - 1) : 1;
    return others === 0 ? 0 : (others / sum) * share;
  });
  return { closeness: numbers(values) };
}
