import { type BipartiteProjectionOptions, bipartiteProjection } from "../algorithms/bipartite-projection.ts";
import { bipartition } from "../algorithms/bipartition.ts";
import { type Connectivity, connectivity } from "../algorithms/connectivity.ts";
import { maximumAntichain } from "../algorithms/maximum-antichain.ts";
import { type FlowOptions, maximumFlow } from "../algorithms/maximum-flow.ts";
import { maximumMatching } from "../algorithms/maximum-matching.ts";
import { minimumCut } from "../algorithms/minimum-cut.ts";
import type { WeightedEnds } from "../algorithms/minimum-spanning-forest.ts";
import { weightedMatching } from "../algorithms/weighted-matching.ts";
import type { Makers, OwnRows, PerEdge, PerVertex } from "./rows.ts";

/** Flows, cuts, matchings, and graphs of two sides. */
export interface FlowMethods<Id, Name extends string> {
  /** As `apply(maximumFlow(options))`. */
  maximumFlow(options: FlowOptions<Id>): PerEdge<Id, { flow: number }>;
  /** As `apply(minimumCut(options))`. */
  minimumCut(options: FlowOptions<Id>): PerEdge<Id, { cut: boolean }>;
  /** As `apply(connectivity())`. */
  connectivity(): OwnRows<Connectivity>;
  /** As `apply(bipartition())`. */
  bipartition(): PerVertex<Id, Name, { side: number | null }>;
  /** As `apply(bipartiteProjection(options))`. */
  bipartiteProjection(options: BipartiteProjectionOptions<Id>): OwnRows<WeightedEnds<Id>>;
  /** As `apply(maximumMatching())`. */
  maximumMatching(): PerVertex<Id, Name, { mate: Id | null }>;
  /** As `apply(weightedMatching())`. */
  weightedMatching(): OwnRows<WeightedEnds<Id>>;
  /** As `apply(maximumAntichain())`. */
  maximumAntichain(): OwnRows<{ id: Id }>;
}

export const flowMethods: Makers<FlowMethods<never, never>> = {
  maximumFlow,
  minimumCut,
  bipartiteProjection,
  connectivity,
  bipartition,
  maximumMatching,
  weightedMatching,
  maximumAntichain,
};
