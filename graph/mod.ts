// Graphs
export { type Chosen, type ColumnChoice, Graph, type GraphOptions, graph, type IdName } from "./graph.ts";

// Algorithms: `graph.apply(pageRank())`, or `graph.pageRank()`
export { type BfsOptions, bfs } from "./algorithms/bfs.ts";
export { type CdlpOptions, cdlp } from "./algorithms/cdlp.ts";
export { connectedComponents } from "./algorithms/connected-components.ts";
export { localClustering } from "./algorithms/local-clustering.ts";
export { type PageRankOptions, pageRank } from "./algorithms/page-rank.ts";
export { type SsspOptions, sssp } from "./algorithms/sssp.ts";

// … of your own
export {
  type Algorithm,
  numbers,
  numbersOrNull,
  type ResultColumn,
  type ResultColumns,
  vertices,
} from "./algorithm.ts";
export { type Adjacency, type Edges, Snapshot } from "./build/snapshot.ts";
export type { VertexIds } from "./build/vertex-ids.ts";
