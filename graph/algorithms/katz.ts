import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { type Algorithm, numbers, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demand, demandRounds, demandTolerance } from "../checks.ts";
import { constant, gathering, normalizeBy, type Settling, settled } from "../parts/settling.ts";

export interface KatzOptions {
  /** What of the centrality of its neighbours a vertex gets, above 0 and below 1 / the greatest eigenvalue. Default 0.1. */
  readonly alpha?: number;
  /** What each vertex has by itself. Default 1. */
  readonly beta?: number;
  /** What values are divided by: their length ("L2", as NetworkX), or nothing. Default "L2". */
  readonly normalize?: "L2" | "none";
  /** Rounds end when values change by less than this in sum. Default 1e-10. */
  readonly tolerance?: number;
  /** Rounds within which values must settle. Default 10000. */
  readonly iterations?: number;
}

const known: KnownOptions<KatzOptions> = {
  alpha: "a number",
  beta: "a number",
  normalize: ["L2", "none"],
  tolerance: "a number",
  iterations: "a number",
};

/**
 * How central a vertex is by all paths that lead to it, each step counting `alpha` times less: x = alpha · Aᵀ · x + beta.
 *
 * O(edges) a round.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, katz } from "millrace/graph";
 * const links = graph({ edges: from([{ a: 1, b: 2 }, { a: 3, b: 2 }]), source: "a", target: "b" });
 * console.log(await links.apply(katz({ normalize: "none" })).collect()); // 1, 1, 1.2
 * ```
 * @see Katz, “A New Status Index Derived from Sociometric Analysis”, Psychometrika 18, 1953.
 */
export function katz(options: KatzOptions = {}): Algorithm<never, { centrality: number }> {
  checkOptions(options, known, "katz");
  const { alpha = 0.1, beta = 1, normalize = "L2", tolerance = 1e-10, iterations = 10_000 } = options;
  const doing = "rank vertices in katz";
  demand(alpha > 0, { doing, as: "its alpha must be above 0", got: alpha, remedy: "leave it out for 0.1" });
  demandTolerance(tolerance, doing, "leave it out for 1e-10");
  demandRounds(iterations, doing, "leave it out for 10000");
  const remedy = "use a smaller alpha: it must be below 1 / the greatest eigenvalue of the graph";
  const settling = { doing, tolerance, iterations, remedy };
  const details = { alpha: String(alpha), beta: String(beta) };
  return { name: "katz", details, run: (graph) => centralityOf(graph, { alpha, beta, normalize, settling }) };
}

interface Spec {
  readonly alpha: number;
  readonly beta: number;
  readonly normalize: "L2" | "none";
  readonly settling: Settling;
}

function* centralityOf(
  { vertexCount, in: into }: Snapshot,
  { alpha, beta, normalize, settling }: Spec,
): Turns<{ centrality: number }> {
  const gather = gathering(into);
  const values = yield* settled(constant(vertexCount, 0), settling, (old, next) => {
    gather(old, next);
    for (let vertex = 0; vertex < vertexCount; vertex++) next[vertex] = alpha * next[vertex]! + beta;
  });
  if (normalize === "L2") normalizeBy("L2", values);
  return { centrality: numbers(values) };
}
