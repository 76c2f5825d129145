import { type BellmanFordOptions, bellmanFord } from "../algorithms/bellman-ford.ts";
import { type BfsOptions, bfs } from "../algorithms/bfs.ts";
import type { Ends } from "../algorithms/condensation.ts";
import { type DistanceMetrics, type DistanceMetricsOptions, distanceMetrics } from "../algorithms/distance-metrics.ts";
import { type DominatorsOptions, dominators } from "../algorithms/dominators.ts";
import { type EccentricityOptions, eccentricity } from "../algorithms/eccentricity.ts";
import { type Distance, floydWarshall } from "../algorithms/floyd-warshall.ts";
import { type KShortestPathsOptions, kShortestPaths, type WholePath } from "../algorithms/k-shortest-paths.ts";
import { type LongestPathOptions, longestPath, type PathStep } from "../algorithms/longest-path.ts";
import {
  type MinimumSpanningForestOptions,
  minimumSpanningForest,
  type WeightedEnds,
} from "../algorithms/minimum-spanning-forest.ts";
import { type ShortestPathOptions, shortestPath } from "../algorithms/shortest-path.ts";
import { type SpannerOptions, spanner } from "../algorithms/spanner.ts";
import { type SsspOptions, sssp } from "../algorithms/sssp.ts";
import { type Placement, topologicalOrder } from "../algorithms/topological-order.ts";
import type { Makers, OwnRows, PerVertex } from "./rows.ts";

/** Ways through a graph, and how long they are. */
export interface PathMethods<Id, Name extends string> {
  /** As `apply(bfs(options))`. */
  bfs(options: BfsOptions<Id>): PerVertex<Id, Name, { distance: number | null }>;
  /** As `apply(sssp(options))`. */
  sssp(options: SsspOptions<Id>): PerVertex<Id, Name, { distance: number | null }>;
  /** As `apply(eccentricity(options))`. */
  eccentricity(options?: EccentricityOptions): PerVertex<Id, Name, { eccentricity: number | null }>;
  /** As `apply(distanceMetrics(options))`. */
  distanceMetrics(options?: DistanceMetricsOptions): OwnRows<DistanceMetrics>;
  /** As `apply(topologicalOrder())`. */
  topologicalOrder(): PerVertex<Id, Name, Placement>;
  /** As `apply(longestPath(options))`. */
  longestPath(options?: LongestPathOptions): OwnRows<PathStep<Id>>;
  /** As `apply(spanner(options))`. */
  spanner(options?: SpannerOptions): OwnRows<Ends<Id>>;
  /** As `apply(minimumSpanningForest(options))`. */
  minimumSpanningForest(options?: MinimumSpanningForestOptions): OwnRows<WeightedEnds<Id>>;
  /** As `apply(bellmanFord(options))`. */
  bellmanFord(options: BellmanFordOptions<Id>): PerVertex<Id, Name, { distance: number | null }>;
  /** As `apply(floydWarshall())`. */
  floydWarshall(): OwnRows<Distance<Id>>;
  /** As `apply(shortestPath(options))`. */
  shortestPath(options: ShortestPathOptions<Id>): OwnRows<PathStep<Id>>;
  /** As `apply(kShortestPaths(options))`. */
  kShortestPaths(options: KShortestPathsOptions<Id>): OwnRows<WholePath<Id>>;
  /** As `apply(dominators(options))`. */
  dominators(options: DominatorsOptions<Id>): PerVertex<Id, Name, { dominator: Id | null }>;
}

export const pathMethods: Makers<PathMethods<never, never>> = {
  bfs,
  sssp,
  eccentricity,
  distanceMetrics,
  longestPath,
  spanner,
  minimumSpanningForest,
  bellmanFord,
  shortestPath,
  kShortestPaths,
  dominators,
  topologicalOrder,
  floydWarshall,
};
