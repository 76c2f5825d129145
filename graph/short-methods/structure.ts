import { algebraicConnectivity } from "../algorithms/algebraic-connectivity.ts";
import { assortativity } from "../algorithms/assortativity.ts";
import { automorphisms } from "../algorithms/automorphisms.ts";
import { chromaticNumber } from "../algorithms/chromatic-number.ts";
import { type ColouringOptions, colouring } from "../algorithms/colouring.ts";
import { coreNumbers } from "../algorithms/core-numbers.ts";
import { type Degrees, type DegreesOptions, degrees } from "../algorithms/degrees.ts";
import { type EdgeDegrees, edgeDegrees } from "../algorithms/edge-degrees.ts";
import { type ForceAtlasOptions, forceAtlas } from "../algorithms/force-atlas.ts";
import { type GraphMetrics, graphMetrics } from "../algorithms/graph-metrics.ts";
import { kTruss, type Truss } from "../algorithms/k-truss.ts";
import { maximalCliques } from "../algorithms/maximal-cliques.ts";
import { reciprocity } from "../algorithms/reciprocity.ts";
import { type RichClub, richClub } from "../algorithms/rich-club.ts";
import { type SquareClustering, squareClustering } from "../algorithms/square-clustering.ts";
import { type Transitivity, transitivity } from "../algorithms/transitivity.ts";
import { type TriadCount, triadicCensus } from "../algorithms/triadic-census.ts";
import { type TriangleEstimateOptions, triangleEstimate } from "../algorithms/triangle-estimate.ts";
import { type Triangle, triangleListing } from "../algorithms/triangle-listing.ts";
import { triangles } from "../algorithms/triangles.ts";
import type { Makers, OwnRows, PerEdge, PerVertex } from "./rows.ts";

/** How vertices and edges stand among their neighbours. */
export interface StructureMethods<Id, Name extends string> {
  /** As `apply(degrees(options))`. */
  degrees(options?: DegreesOptions): PerVertex<Id, Name, Degrees>;
  /** As `apply(edgeDegrees())`. */
  edgeDegrees(): PerEdge<Id, EdgeDegrees>;
  /** As `apply(triangles())`. */
  triangles(): PerVertex<Id, Name, { triangles: number }>;
  /** As `apply(triangleEstimate(options))`. */
  triangleEstimate(options?: TriangleEstimateOptions): OwnRows<{ triangles: number }>;
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
  /** As `apply(assortativity())`. */
  assortativity(): OwnRows<{ assortativity: number | null }>;
  /** As `apply(reciprocity())`. */
  reciprocity(): OwnRows<{ reciprocity: number | null }>;
  /** As `apply(richClub())`. */
  richClub(): OwnRows<RichClub>;
  /** As `apply(triadicCensus())`. */
  triadicCensus(): OwnRows<TriadCount>;
  /** As `apply(colouring(options))`. */
  colouring(options?: ColouringOptions): PerVertex<Id, Name, { colour: number }>;
  /** As `apply(chromaticNumber())`. */
  chromaticNumber(): OwnRows<{ colours: number }>;
  /** As `apply(forceAtlas(options))`. */
  forceAtlas(options?: ForceAtlasOptions): PerVertex<Id, Name, { x: number; y: number }>;
  /** As `apply(maximalCliques())`. */
  maximalCliques(): OwnRows<{ clique: readonly Id[] }>;
  /** As `apply(automorphisms())`. */
  automorphisms(): OwnRows<{ count: number }>;
  /** As `apply(algebraicConnectivity())`. */
  algebraicConnectivity(): OwnRows<{ connectivity: number }>;
}

export const structureMethods: Makers<StructureMethods<never, never>> = {
  degrees,
  triangleEstimate,
  colouring,
  forceAtlas,
  edgeDegrees,
  triangles,
  triangleListing,
  transitivity,
  coreNumbers,
  kTruss,
  graphMetrics,
  squareClustering,
  assortativity,
  reciprocity,
  richClub,
  triadicCensus,
  chromaticNumber,
  maximalCliques,
  automorphisms,
  algebraicConnectivity,
};
