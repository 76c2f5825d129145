import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { oneRow, type RowAlgorithm, type Turns, weightsIf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { distanceMeasures } from "../parts/distance-measures.ts";

/** How far apart vertices are. */
export interface DistanceMetrics {
  /** The greatest distance; null where not each vertex reaches each other one, or there is none. */
  readonly diameter: number | null;
  /** The distance within which one vertex has all others; null as above. */
  readonly radius: number | null;
  /** The mean over all pairs (one, other) that a path leads between; null where there are none. */
  readonly averageDistance: number | null;
  /** The mean of 1 / distance over all pairs, 0 where no path leads; null for fewer than two vertices. */
  readonly efficiency: number | null;
  /** Pairs (one, other) that a path leads between. */
  readonly connectedPairs: number;
}

export interface DistanceMetricsOptions {
  /** Whether edges count 1 each, or by their weights, which must be above 0. Default "ignore". */
  readonly weights?: "ignore" | "use";
}

const known: KnownOptions<DistanceMetricsOptions> = { weights: ["ignore", "use"] };

/**
 * One row: diameter, radius, average distance and global efficiency of a graph.
 *
 * O(vertices · edges); with weights times log vertices.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { distanceMetrics, graph } from "millrace/graph";
 * const roads = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 3 }]), source: "a", target: "b", directed: false });
 * console.log(await roads.apply(distanceMetrics()).collect()); // { diameter: 2, radius: 1, averageDistance: 4/3, … }
 * ```
 * @see Latora, Marchiori, “Efficient Behavior of Small-world Networks”, Physical Review Letters 87, 2001 (efficiency).
 */
export function distanceMetrics(options: DistanceMetricsOptions = {}): RowAlgorithm<never, DistanceMetrics> {
  checkOptions(options, known, "distanceMetrics");
  const { weights = "ignore" } = options;
  const uses = weightsIf(weights === "use", "positive");
  return { name: "distanceMetrics", gives: "rows", ...uses, run: (graph) => metricsOf(graph, weights) };
}

function* metricsOf(graph: Snapshot, weights: "ignore" | "use"): Turns<DistanceMetrics> {
  const { vertexCount: n } = graph;
  const { reached, sums, inverses, greatest } = yield* distanceMeasures(graph, { along: "out", weights });
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  const connectedPairs = total(reached) - n;
  const isWhole = n > 0 && reached.every((count) => count === n);
  const [most, least] = [(a: number, b: number) => Math.max(a, b), (a: number, b: number) => Math.min(a, b)];
  return oneRow<DistanceMetrics & Record<string, number | null>>({
    diameter: isWhole ? greatest.reduce(most) : null,
    radius: isWhole ? greatest.reduce(least) : null,
    averageDistance: connectedPairs === 0 ? null : total(sums) / connectedPairs,
    efficiency: n < 2 ? null : total(inverses) / (n * (n - 1)),
    connectedPairs,
  });
}
