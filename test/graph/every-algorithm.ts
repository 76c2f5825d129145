import { workspaceFor } from "../../graph/build/kernel-choice.ts";
import { Snapshot } from "../../graph/build/snapshot.ts";
import type { AnyAlgorithm, VertexIds } from "../../graph/mod.ts";
import * as graphs from "../../graph/mod.ts";

/** How a graph is made on which an algorithm has much to do. */
export type Shape = "undirected" | "directed" | "acyclic" | "bipartite" | "grid";

/** An algorithm as it is tried on graphs of any size. */
export interface Tried {
  readonly algorithm: AnyAlgorithm<number, object>;
  readonly on: Shape;
}

const half = (vertexCount: number): number[] => Array.from({ length: vertexCount / 2 }, (_, vertex) => vertex);

/** Every algorithm, by the name of its file, for a graph of so many vertices: ids are 0, 1, … */
export function everyAlgorithm(vertexCount: number): Readonly<Record<string, Tried>> {
  const communities = new Map(Array.from({ length: vertexCount }, (_, vertex) => [vertex, vertex % 7]));
  const [from, to] = [0, vertexCount - 1];
  const pairs = half(vertexCount).map((vertex) => [vertex, vertex + 1] as const);
  const on = (shape: Shape, algorithm: unknown): Tried => ({
    algorithm: algorithm as AnyAlgorithm<number, object>,
    on: shape,
  });
  return {
    "adamic-adar": on("undirected", graphs.adamicAdar()),
    "algebraic-connectivity": on("grid", graphs.algebraicConnectivity()),
    "articulation-points": on("undirected", graphs.articulationPoints()),
    assortativity: on("undirected", graphs.assortativity()),
    automorphisms: on("bipartite", graphs.automorphisms()),
    "bellman-ford": on("grid", graphs.bellmanFord({ from })),
    betweenness: on("undirected", graphs.betweenness()),
    bfs: on("undirected", graphs.bfs({ from })),
    "biconnected-components": on("undirected", graphs.biconnectedComponents()),
    "bipartite-projection": on("bipartite", graphs.bipartiteProjection({ onto: half(vertexCount) })),
    bipartition: on("bipartite", graphs.bipartition()),
    bridges: on("undirected", graphs.bridges()),
    cdlp: on("directed", graphs.cdlp()),
    "chromatic-number": on("undirected", graphs.chromaticNumber()),
    closeness: on("undirected", graphs.closeness()),
    colouring: on("undirected", graphs.colouring()),
    "community-detection": on("undirected", graphs.communityDetection()),
    condensation: on("directed", graphs.condensation()),
    "connected-components": on("undirected", graphs.connectedComponents()),
    connectivity: on("undirected", graphs.connectivity()),
    "core-numbers": on("undirected", graphs.coreNumbers()),
    degrees: on("directed", graphs.degrees()),
    "distance-metrics": on("undirected", graphs.distanceMetrics()),
    dominators: on("directed", graphs.dominators({ from })),
    eccentricity: on("undirected", graphs.eccentricity()),
    "edge-betweenness": on("undirected", graphs.edgeBetweenness()),
    "edge-degrees": on("directed", graphs.edgeDegrees()),
    eigenvector: on("undirected", graphs.eigenvector()),
    "find-cycle": on("acyclic", graphs.findCycle()),
    "floyd-warshall": on("undirected", graphs.floydWarshall()),
    "force-atlas": on("undirected", graphs.forceAtlas()),
    "girvan-newman": on("undirected", graphs.girvanNewman({ communities: 4 })),
    "graph-metrics": on("undirected", graphs.graphMetrics()),
    "greedy-modularity": on("undirected", graphs.greedyModularity()),
    harmonic: on("undirected", graphs.harmonic()),
    hits: on("directed", graphs.hits()),
    jaccard: on("undirected", graphs.jaccard()),
    "k-shortest-paths": on("grid", graphs.kShortestPaths({ from, to, k: 100 })),
    "k-truss": on("undirected", graphs.kTruss()),
    katz: on("undirected", graphs.katz({ alpha: 1e-5 })),
    "label-propagation": on("undirected", graphs.labelPropagation()),
    leiden: on("undirected", graphs.leiden()),
    "local-clustering": on("undirected", graphs.localClustering()),
    "longest-path": on("acyclic", graphs.longestPath()),
    louvain: on("undirected", graphs.louvain()),
    "maximal-cliques": on("undirected", graphs.maximalCliques()),
    "maximum-antichain": on("acyclic", graphs.maximumAntichain()),
    "maximum-flow": on("grid", graphs.maximumFlow({ from, to })),
    "maximum-matching": on("undirected", graphs.maximumMatching()),
    "minimum-cut": on("grid", graphs.minimumCut({ from, to })),
    "minimum-spanning-forest": on("undirected", graphs.minimumSpanningForest()),
    modularity: on("undirected", graphs.modularity({ communities })),
    "page-rank": on("directed", graphs.pageRank()),
    "preferential-attachment": on("undirected", graphs.preferentialAttachment({ pairs })),
    reciprocity: on("directed", graphs.reciprocity()),
    "resistance-distance": on("grid", graphs.resistanceDistance({ pairs: [[from, to]] })),
    "resource-allocation": on("undirected", graphs.resourceAllocation()),
    "rich-club": on("undirected", graphs.richClub()),
    "shortest-path": on("grid", graphs.shortestPath({ from, to })),
    "sim-rank": on("undirected", graphs.simRank({ from })),
    spanner: on("undirected", graphs.spanner()),
    "square-clustering": on("undirected", graphs.squareClustering()),
    sssp: on("undirected", graphs.sssp({ from })),
    "strongly-connected-components": on("directed", graphs.stronglyConnectedComponents()),
    "topological-order": on("acyclic", graphs.topologicalOrder()),
    "transitive-closure": on("directed", graphs.transitiveClosure()),
    "transitive-reduction": on("acyclic", graphs.transitiveReduction()),
    transitivity: on("undirected", graphs.transitivity()),
    "triadic-census": on("directed", graphs.triadicCensus()),
    "triangle-estimate": on("undirected", graphs.triangleEstimate()),
    "triangle-listing": on("undirected", graphs.triangleListing()),
    triangles: on("undirected", graphs.triangles()),
    "weighted-matching": on("undirected", graphs.weightedMatching()),
  };
}

/** A graph of that shape with 2^scale vertices, an even power, and about eight edges for each: the same each time. */
export function graphOf(shape: Shape, scale: number): Snapshot {
  const vertexCount = 2 ** scale;
  const [sources, targets]: [number[], number[]] = [[], []];
  const add = (source: number, target: number): void => {
    sources.push(source);
    targets.push(target);
  };
  let state = 1;
  const next = (most: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  const side = 2 ** (scale / 2);
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    if (shape === "grid") {
      if ((vertex + 1) % side > 0) add(vertex, vertex + 1);
      if (vertex + side < vertexCount) add(vertex, vertex + side);
      continue;
    }
    for (let k = 0; k < 8; k++) {
      const other = Math.floor(next(vertexCount) * ((1 + next(64)) / 64));
      if (shape === "acyclic") {
        if (vertex !== other) add(Math.min(vertex, other), Math.max(vertex, other));
      } else if (shape === "bipartite") add(vertex >> 1, (vertexCount >> 1) + (other >> 1));
      else add(vertex, other);
    }
  }
  const work = workspaceFor(sources.length);
  const [placedSources, placedTargets] = [sources, targets].map((column) => {
    const placed = work.uint32(column.length);
    placed.set(column);
    return placed;
  }) as [Uint32Array, Uint32Array];
  const weights = Float64Array.from(sources, (source, edge) => 1 + ((source * 31 + edge) % 255));
  const edges = { sources: placedSources, targets: placedTargets, weights };
  return new Snapshot(numberedIds(vertexCount), edges, shape === "directed" || shape === "acyclic", work);
}

function numberedIds(count: number): VertexIds {
  const all = Uint32Array.from({ length: count }, (_, vertex) => vertex);
  return {
    count,
    find: (id) => id as number,
    idOf: (vertex) => vertex,
    comesBefore: (one, other) => one < other,
    ranks: () => all,
    sortKeys: () => Float64Array.from(all),
  } as Partial<VertexIds> as VertexIds;
}
