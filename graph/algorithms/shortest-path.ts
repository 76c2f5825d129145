import { checkOptions } from "../../core/mod.ts";
import { numbers, type RowAlgorithm, vertices } from "../algorithm.ts";
import { demand, demandGiven } from "../checks.ts";
import { shortestPathOf } from "../parts/path-search.ts";
import { inOneTurn } from "../turns.ts";
import type { PathStep } from "./longest-path.ts";

export interface ShortestPathOptions<Id> {
  /** The first vertex of the path. */
  readonly from: Id;
  /** Its last one. */
  readonly to: Id;
  /**
   * An estimate of the distance from a vertex to the last one that is never greater than it, and does not fall faster than paths
   * grow: as the crow flies, for roads. It makes the search go toward the end (A*). Default: 0.
   */
  readonly estimate?: (id: Id) => number;
}

/**
 * The vertices of a shortest path from one vertex to another in order, each with its distance from the first, by weight if the
 * graph has any; no row where no path leads. Weights must not be below 0.
 *
 * Dijkstra's algorithm, and A* with an `estimate`: O((vertices + edges) · log edges) at most.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, shortestPath } from "millrace/graph";
 * const edges = from([{ a: "AMS", b: "CGN", km: 230 }, { a: "CGN", b: "FRA", km: 190 }, { a: "AMS", b: "FRA", km: 440 }]);
 * const roads = graph({ edges, source: "a", target: "b", weight: "km" });
 * console.log(await roads.apply(shortestPath({ from: "AMS", to: "FRA" })).collect()); // AMS at 0, CGN at 230, FRA at 420
 * ```
 * @see Hart, Nilsson, Raphael, “A Formal Basis for the Heuristic Determination of Minimum Cost Paths”, 1968.
 */
export function shortestPath<Id>(options: ShortestPathOptions<Id>): RowAlgorithm<Id, PathStep<Id>> {
  checkOptions(options, { from: true, to: true, estimate: true }, "shortestPath");
  demandGiven(options, ["from", "to"], "shortestPath");
  const { from, to, estimate } = options;
  demand(estimate === undefined || typeof estimate === "function", {
    doing: "find a path in shortestPath",
    as: "its estimate must be a function of an id",
    got: estimate,
    remedy: "leave it out for none",
  });
  return {
    name: "shortestPath",
    gives: "rows",
    details: { from: String(from), to: String(to) },
    weights: "not negative",
    vertices: [from, to],
    run: (graph) =>
      inOneTurn(() => {
        const { ids } = graph;
        const by = estimate === undefined ? {} : { estimate: (vertex: number) => estimate(ids.idOf(vertex) as Id) };
        const path = shortestPathOf(graph, { from: ids.find(from), to: ids.find(to), ...by });
        return {
          id: vertices<Id>(path?.vertices ?? new Uint32Array(0)),
          distance: numbers(path?.distances ?? new Float64Array(0)),
        };
      }),
  };
}
