import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type Algorithm, numbers, type Turns, weightsIf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demandRounds, demandTolerance } from "../checks.ts";
import { constant, gathering, normalizeBy, type Settling, settled } from "../parts/settling.ts";

export interface EigenvectorOptions {
  /** Whether edges count 1 each, or by their weights. Default "ignore". */
  readonly weights?: "ignore" | "use";
  /** Rounds end when values change by less than this in sum. Default 1e-10. */
  readonly tolerance?: number;
  /** Rounds within which values must settle. Default 10000. */
  readonly iterations?: number;
}

const known: KnownOptions<EigenvectorOptions> = {
  weights: ["ignore", "use"],
  tolerance: "a number",
  iterations: "a number",
};

/**
 * How central a vertex is by how central those are whose edges lead to it: the eigenvector of the greatest eigenvalue of the
 * adjacency matrix, of length 1 (L2). Without edges all are alike.
 *
 * Power iteration on A + I, which settles on bipartite graphs too: O(edges) a round. In a directed graph without cycles
 * nothing settles, which is an error.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { eigenvector, graph } from "millrace/graph";
 * const edges = from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 1, b: 3 }]);
 * const friends = graph({ edges, source: "a", target: "b", directed: false });
 * console.log(await friends.apply(eigenvector()).collect()); // three times 0.577…
 * ```
 * @see Bonacich, “Power and Centrality: a Family of Measures”, American Journal of Sociology 92, 1987.
 */
export function eigenvector(options: EigenvectorOptions = {}): Algorithm<never, { centrality: number }> {
  checkOptions(options, known, "eigenvector");
  const { weights = "ignore", tolerance = 1e-10, iterations = 10_000 } = options;
  const doing = "rank vertices in eigenvector";
  demandTolerance(tolerance, doing, "leave it out for 1e-10");
  demandRounds(iterations, doing, "leave it out for 10000");
  const remedy = "give it more iterations or a greater tolerance, or use katz or pageRank where edges make no cycles";
  const uses = weightsIf(weights === "use", "not negative");
  const settling = { doing, tolerance, iterations, remedy };
  return { name: "eigenvector", ...uses, run: (graph) => centralityOf(graph, weights === "use", settling) };
}

function* centralityOf(graph: Snapshot, uses: boolean, settling: Settling): Turns<{ centrality: number }> {
  const { vertexCount } = graph;
  const gather = uses ? gathering(graph.in, graph.inWeights) : gathering(graph.in);
  const begin = constant(vertexCount, 1 / Math.sqrt(vertexCount));
  const values = yield* settled(begin, settling, (old, next) => {
    gather(old, next);
    for (let vertex = 0; vertex < vertexCount; vertex++) next[vertex]! += old[vertex]!;
    normalizeBy("L2", next);
  });
  return { centrality: numbers(values) };
}
