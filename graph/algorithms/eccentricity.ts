import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type Algorithm, numbersOrNull, type Turns, weightsIf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { distanceMeasures } from "../parts/distance-measures.ts";

export interface EccentricityOptions {
  /** Whether edges count 1 each, or by their weights. Default "ignore". */
  readonly weights?: "ignore" | "use";
  /** What a vertex gets that does not reach all others: null ("NetworkX"), or what is greatest of those that it reaches ("igraph"). Default "NetworkX". */
  readonly convention?: "NetworkX" | "igraph";
}

const known: KnownOptions<EccentricityOptions> = { weights: ["ignore", "use"], convention: ["NetworkX", "igraph"] };

/**
 * The distance from each vertex to the farthest one: its least is the radius of a graph, its greatest the diameter.
 *
 * O(vertices · edges); with weights times log vertices.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { eccentricity, graph } from "millrace/graph";
 * const roads = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 3 }]), source: "a", target: "b", directed: false });
 * console.log(await roads.apply(eccentricity()).collect()); // 2, 1, 2
 * ```
 * @see Hage, Harary, “Eccentricity and Centrality in Networks”, Social Networks 17, 1995.
 */
export function eccentricity(options: EccentricityOptions = {}): Algorithm<never, { eccentricity: number | null }> {
  checkOptions(options, known, "eccentricity");
  const { weights = "ignore", convention = "NetworkX" } = options;
  return {
    name: "eccentricity",
    details: { convention },
    ...weightsIf(weights === "use", "not negative"),
    run: (graph) => eccentricityOf(graph, weights, convention === "NetworkX"),
  };
}

function* eccentricityOf(
  graph: Snapshot,
  weights: "ignore" | "use",
  ofAll: boolean,
): Turns<{ eccentricity: number | null }> {
  const { reached, greatest } = yield* distanceMeasures(graph, { along: "out", weights });
  const values = greatest.map((most, vertex) => (ofAll && reached[vertex]! < graph.vertexCount ? -1 : most));
  return { eccentricity: numbersOrNull(values, -1) };
}
