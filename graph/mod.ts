// Graphs
export {
  type Chosen,
  type ColumnChoice,
  type Graph,
  type GraphOptions,
  graph,
  type IdName,
  type VertexRow,
} from "./graph.ts";

// … made of others, and the rows of their vertices and edges
export type {
  DirectionOptions,
  GraphMethods,
  GraphRows,
  Incidence,
  IntersectOptions,
  JoinEdgesOptions,
  JoinVerticesOptions,
  NamedEnds,
  Neighbour,
  SummarizeOptions,
  SummaryEdge,
  SummaryVertex,
  WithEnds,
  WithId,
} from "./methods/methods.ts";
export type { Direction } from "./methods/neighbourhoods.ts";

// Iterations of your own
export type { GatherSumApplyOptions } from "./iterations/gather-sum-apply.ts";
export type { Combine } from "./iterations/mailbox.ts";
export type { IterationMethods } from "./iterations/methods.ts";
export type {
  Aggregators,
  BroadcastDatasets,
  IterationOptions,
  IterationResult,
  Message,
  SendingContext,
  StateKinds,
  StateRow,
  SuperstepContext,
  Vertex,
} from "./iterations/options.ts";
export type { PregelOptions } from "./iterations/pregel.ts";
export type { Aggregator, MessageDirection, SentEdge } from "./iterations/program.ts";
export type { ScatterGatherOptions } from "./iterations/scatter-gather.ts";
export { f64, i32, noVertex, type StateKind, u32, vertexNumber } from "./iterations/state-kinds.ts";

// Algorithms: `graph.apply(pageRank())`, or `graph.pageRank()`
export { adamicAdar } from "./algorithms/adamic-adar.ts";
export { algebraicConnectivity } from "./algorithms/algebraic-connectivity.ts";
export { articulationPoints } from "./algorithms/articulation-points.ts";
export { assortativity } from "./algorithms/assortativity.ts";
export { automorphisms } from "./algorithms/automorphisms.ts";
export { bellmanFord, type BellmanFordOptions } from "./algorithms/bellman-ford.ts";
export { betweenness, type BetweennessOptions } from "./algorithms/betweenness.ts";
export { type BfsOptions, bfs } from "./algorithms/bfs.ts";
export { biconnectedComponents } from "./algorithms/biconnected-components.ts";
export { bipartiteProjection, type BipartiteProjectionOptions } from "./algorithms/bipartite-projection.ts";
export { bipartition } from "./algorithms/bipartition.ts";
export { bridges } from "./algorithms/bridges.ts";
export { type CdlpOptions, cdlp } from "./algorithms/cdlp.ts";
export { chromaticNumber } from "./algorithms/chromatic-number.ts";
export { closeness, type ClosenessOptions } from "./algorithms/closeness.ts";
export { colouring, type ColouringOptions } from "./algorithms/colouring.ts";
export {
  communityDetection,
  type CommunityDetectionOptions,
  type ScoredCommunity,
} from "./algorithms/community-detection.ts";
export { condensation, type Ends } from "./algorithms/condensation.ts";
export { connectedComponents } from "./algorithms/connected-components.ts";
export { type Connectivity, connectivity } from "./algorithms/connectivity.ts";
export { coreNumbers } from "./algorithms/core-numbers.ts";
export { type Degrees, type DegreesOptions, degrees } from "./algorithms/degrees.ts";
export { type DistanceMetrics, distanceMetrics, type DistanceMetricsOptions } from "./algorithms/distance-metrics.ts";
export { dominators, type DominatorsOptions } from "./algorithms/dominators.ts";
export { eccentricity, type EccentricityOptions } from "./algorithms/eccentricity.ts";
export { type EdgeDegrees, edgeDegrees } from "./algorithms/edge-degrees.ts";
export { edgeBetweenness } from "./algorithms/edge-betweenness.ts";
export { eigenvector, type EigenvectorOptions } from "./algorithms/eigenvector.ts";
export { findCycle } from "./algorithms/find-cycle.ts";
export { type Distance, floydWarshall } from "./algorithms/floyd-warshall.ts";
export { forceAtlas, type ForceAtlasOptions } from "./algorithms/force-atlas.ts";
export { girvanNewman, type GirvanNewmanOptions } from "./algorithms/girvan-newman.ts";
export { type GraphMetrics, graphMetrics } from "./algorithms/graph-metrics.ts";
export { greedyModularity, type GreedyModularityOptions } from "./algorithms/greedy-modularity.ts";
export { harmonic, type HarmonicOptions } from "./algorithms/harmonic.ts";
export { hits, type HitsOptions, type HubAndAuthority } from "./algorithms/hits.ts";

export { jaccard, type Similarity, type SimilarityOptions } from "./algorithms/jaccard.ts";
export { kShortestPaths, type KShortestPathsOptions, type WholePath } from "./algorithms/k-shortest-paths.ts";
export { kTruss, type Truss } from "./algorithms/k-truss.ts";
export { katz, type KatzOptions } from "./algorithms/katz.ts";
export { labelPropagation, type LabelPropagationOptions } from "./algorithms/label-propagation.ts";
export { type LeidenOptions, leiden } from "./algorithms/leiden.ts";
export { type LocalClusteringOptions, localClustering } from "./algorithms/local-clustering.ts";
export { longestPath, type LongestPathOptions, type PathStep } from "./algorithms/longest-path.ts";
export { type CommunityOptions, louvain } from "./algorithms/louvain.ts";
export { maximalCliques } from "./algorithms/maximal-cliques.ts";
export { maximumAntichain } from "./algorithms/maximum-antichain.ts";

export { type FlowOptions, maximumFlow } from "./algorithms/maximum-flow.ts";
export { maximumMatching } from "./algorithms/maximum-matching.ts";
export { minimumCut } from "./algorithms/minimum-cut.ts";
export {
  minimumSpanningForest,
  type MinimumSpanningForestOptions,
  type WeightedEnds,
} from "./algorithms/minimum-spanning-forest.ts";
export { modularity, type ModularityOptions } from "./algorithms/modularity.ts";
export { type PageRankOptions, pageRank } from "./algorithms/page-rank.ts";
export { preferentialAttachment, type PreferentialAttachmentOptions } from "./algorithms/preferential-attachment.ts";
export { reciprocity } from "./algorithms/reciprocity.ts";
export {
  type Resistance,
  resistanceDistance,
  type ResistanceDistanceOptions,
} from "./algorithms/resistance-distance.ts";
export { resourceAllocation } from "./algorithms/resource-allocation.ts";
export { type RichClub, richClub } from "./algorithms/rich-club.ts";
export { shortestPath, type ShortestPathOptions } from "./algorithms/shortest-path.ts";
export { simRank, type SimRankOptions } from "./algorithms/sim-rank.ts";
export { spanner, type SpannerOptions } from "./algorithms/spanner.ts";
export { type SquareClustering, squareClustering } from "./algorithms/square-clustering.ts";
export { type SsspOptions, sssp } from "./algorithms/sssp.ts";
export { stronglyConnectedComponents } from "./algorithms/strongly-connected-components.ts";
export { type Placement, topologicalOrder } from "./algorithms/topological-order.ts";
export { type TransitiveClosureOptions, transitiveClosure } from "./algorithms/transitive-closure.ts";
export { transitiveReduction } from "./algorithms/transitive-reduction.ts";
export { type Transitivity, transitivity } from "./algorithms/transitivity.ts";
export { type TriadCount, triadicCensus } from "./algorithms/triadic-census.ts";
export { triangleEstimate, type TriangleEstimateOptions } from "./algorithms/triangle-estimate.ts";
export { type Triangle, triangleListing } from "./algorithms/triangle-listing.ts";
export { triangles } from "./algorithms/triangles.ts";
export { weightedMatching } from "./algorithms/weighted-matching.ts";

// Graphs that are made
export {
  type BarabasiAlbertOptions,
  barabasiAlbertGraph,
  type ErdosRenyiOptions,
  erdosRenyiGraph,
  type PlantedPartitionOptions,
  plantedPartitionGraph,
  type RandomGraphOptions,
  type RMatOptions,
  rMatGraph,
  type WattsStrogatzOptions,
  wattsStrogatzGraph,
} from "./generators/random.ts";
export {
  circulantGraph,
  completeGraph,
  cycleGraph,
  echoGraph,
  emptyGraph,
  type GridDimension,
  gridGraph,
  hypercubeGraph,
  pathGraph,
  singletonEdgesGraph,
  starGraph,
} from "./generators/regular.ts";

// Pictures
export type { GraphPicture } from "./drawing/graph-picture.ts";
export type { PictureMethods, PictureOptions } from "./drawing/methods.ts";

// Graphs in files, and of another package
export type { GraphFormat } from "./files/format.ts";
export {
  type FillableGraph,
  type FromGraphologyOptions,
  fromGraphology,
  type GraphologyGraph,
  toGraphology,
  type ToGraphologyOptions,
} from "./files/graphology.ts";
export {
  type FileEdge,
  type FileVertex,
  type FileVertexId,
  type ReadGraphOptions,
  readGraph,
} from "./files/read-graph.ts";
export { type WriteGraphOptions, writeGraph } from "./files/write-graph.ts";

// Edges that may never end
export type { WindowedEdge, WindowedGraph } from "./streaming/windows.ts";
export { type RunningMetrics, type RunningMetricsOptions, runningMetrics } from "./streaming/running-metrics.ts";

// … of your own
export {
  type Algorithm,
  type AnyAlgorithm,
  type Computation,
  type ComingEdges,
  type EdgeAlgorithm,
  flags,
  type Live,
  type LiveStart,
  type LiveTask,
  numbers,
  numbersOrNull,
  oneRow,
  type ResultColumn,
  type ResultColumns,
  type RowAlgorithm,
  type RowChanges,
  type Turns,
  valuesOf,
  vertices,
  verticesLists,
  verticesOrNull,
} from "./algorithm.ts";
export { type Adjacency, type EdgeAdjacency, type Edges, type PairAdjacency, Snapshot } from "./build/snapshot.ts";
export type { VertexIds } from "./build/vertex-ids.ts";

// What results and short methods are, for the types of your own functions
export type { CentralityMethods } from "./short-methods/centrality.ts";
export type { CommunityMethods } from "./short-methods/communities.ts";
export type { ComponentMethods } from "./short-methods/components.ts";
export type { FlowMethods } from "./short-methods/flows.ts";
export type { PathMethods } from "./short-methods/paths.ts";
export type { OwnRows, PerEdge, PerVertex, RowsOf } from "./short-methods/rows.ts";
export type { ShortMethods } from "./short-methods/short-methods.ts";
export type { SimilarityMethods } from "./short-methods/similarity.ts";
export type { StructureMethods } from "./short-methods/structure.ts";
