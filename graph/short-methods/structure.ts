import { coreNumbers } from "../algorithms/core-numbers.ts";
import { type Degrees, type DegreesOptions, degrees } from "../algorithms/degrees.ts";
import { type GraphMetrics, graphMetrics } from "../algorithms/graph-metrics.ts";
import { kTruss, type Truss } from "../algorithms/k-truss.ts";
import { type SquareClustering, squareClustering } from "../algorithms/square-clustering.ts";
import { type Transitivity, transitivity } from "../algorithms/transitivity.ts";
import { type Triangle, triangleListing } from "../algorithms/triangle-listing.ts";
import { triangles } from "../algorithms/triangles.ts";
import type { Makers, OwnRows, PerVertex } from "./rows.ts";

/** How vertices and edges stand among their neighbours. */
export interface StructureMethods<Id, Name extends string> {
  /** As `apply(degrees(options))`. */
  degrees(options?: DegreesOptions): PerVertex<Id, Name, Degrees>;
  /** As `apply(triangles())`. */
  triangles(): PerVertex<Id, Name, { triangles: number }>;
  /** As `apply(triangleListing())`. */
  triangleListing(): OwnRows<Triangle<Id>>;
  /** As `apply(transitivity())`. */
  transitivity(): OwnRows<Transitivity>;
  /** As `apply(coreNumbers())`. */
  coreNumbers(): PerVertex<Id, Name, { core: number }>;
  /** As `apply(kTruss())`. */
  kTruss(): OwnRows<Truss<Id>>;
  /** As `apply(graphMetrics())`. */
  graphMetrics(): OwnRows<GraphMetrics>;
  /** As `apply(squareClustering())`. */
  squareClustering(): OwnRows<SquareClustering>;
}

export const structureMethods: Makers<StructureMethods<never, never>> = {
  degrees,
  triangles,
  triangleListing,
  transitivity,
  coreNumbers,
  kTruss,
  graphMetrics,
  squareClustering,
};
