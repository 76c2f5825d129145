import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryFolder } from "../tools/repository.ts";

/**
 * What `millrace/graph` says it can do, claim by claim, and the title (or what stands in it) of a test that fails where it is not so. Algorithms
 * by name are in both-ways.test.ts (as a value and as a method) and lists.test.ts (against plain oracles), Gelly's methods and generators there too.
 */
const claims: Readonly<Record<string, readonly (readonly [claim: string, title: string])[]>> = {
  "graph.test.ts": [
    ["rows of any type", "edges may be rows of any kind"],
    ["results under the user's own ids", "results name ids by the column of vertices that they are"],
    ["results are datasets", "results are datasets: what they give goes on through steps"],
    ["several algorithms over one built graph", "algorithms that are applied together collect and build one graph"],
    ["AbortSignal", "a computation that is aborted ends between two of its turns"],
    ["progress", "metrics tell how far an algorithm is while it computes"],
    [
      "refused at plan time on edges that never end",
      "what cannot keep up with edges that never end is refused when it is asked for",
    ],
    ["an algorithm of one's own", "an algorithm of your own is a value with a generator"],
  ],
  "progress.test.ts": [["progress of every algorithm", "%s tells shares that go up to 1, or none"]],
  "stopping.test.ts": [["every algorithm stops", "takes no turn more once its run is stopped"]],
  "build/vertex-ids.test.ts": [
    ["string, number and bigint ids, in their order", "vertices are in the order of their ids: numbers by value"],
  ],
  "hostile.test.ts": [
    [
      "hostile ids",
      "ids that are names of objects, numbers past 2^53, of other scripts and of several kinds stay what they are",
    ],
    ["degenerate graphs", "%s: every algorithm ends, with rows or with a reason"],
    ["a star of a million vertices", "a star of a million vertices"],
  ],
  "both-ways.test.ts": [
    ["apply(x()) and x()", "is a value for apply, and a method by its name: both give the same rows"],
    ["options that are missing", "says which option it cannot do without"],
  ],
  "lists.test.ts": [
    ["Gelly's 52 methods", "each of Gelly's 52 methods is told what it is here"],
    ["Gelly's generators and the random ones", "every generator of Gelly is there"],
    ["each algorithm beside a plain oracle", "every algorithm meets a plain oracle over hard graphs"],
  ],
  "generators/regular.test.ts": [["generators make what they say", "what makes no such graph is refused"]],
  "generators/random.test.ts": [["a seed is one graph", "a seed gives the same graph again"]],
  "files/read-graph.test.ts": [
    ["GraphML in", "GraphML that NetworkX wrote"],
    ["GEXF in", "GEXF that NetworkX wrote"],
    ["node-link JSON in", "node-link JSON keeps ids as numbers and texts"],
    ["edge lists in", "an edge list may have blanks, tabs, commas"],
    ["Matrix Market in", "Matrix Market that SciPy wrote"],
    ["METIS in", "METIS' lists say each edge twice"],
  ],
  "files/write-graph.test.ts": [["every format out and in again", "is read again as it was, values and types"]],
  "files/equal-or-refused.test.ts": [
    ["written values come back equal or are refused", "comes back equal, or is refused"],
  ],
  "files/graphology.test.ts": [
    ["graphology in", "a graph of graphology comes in"],
    ["graphology out", "a graph goes out into an empty one of graphology"],
    ["a warning above 1M edges", "more than a million edges are told of"],
  ],
  "files/parquet.test.ts": [
    ["Parquet node and edge tables", "vertices and edges with all their columns go into Parquet"],
  ],
  "files/refusals.test.ts": [
    ["bad files are told", "is no graph, and is told as none"],
    ["other encodings are told", "in another encoding is refused"],
  ],
  "methods/mapping.test.ts": [
    ["mapVertices", "vertices keep their ids, and get the columns that a function gives"],
    ["mapEdges", "edges keep their ends and their weight"],
    ["mapIds", "ids become others in vertices and edges alike"],
  ],
  "methods/filtering.test.ts": [
    ["filterVertices", "vertices that pass are left with the edges between them"],
    ["filterEdges", "edges that pass are left with all vertices"],
    ["subgraph", "a subgraph has the vertices that pass"],
  ],
  "methods/joining.test.ts": [
    ["joinVertices", "vertices get columns from the row that has their id"],
    ["joinEdges", "edges get columns by both of their ends"],
    ["joinEdges by one end", "edges get columns by their %s alone"],
    ["triplets", "a triplet is an edge with the rows of both of its vertices"],
  ],
  "methods/combining.test.ts": [
    ["union", "a union has the vertices of both once"],
    ["difference", "a difference has none of the other's vertices"],
    ["intersect", "an intersection by a column"],
    ["addVertices", "vertices that are added join"],
    ["addEdges", "edges that are added join"],
    ["removeVertices", "vertices that are removed take their edges with them"],
    ["removeEdges", "edges are removed by their ends"],
  ],
  "methods/neighbourhoods.test.ts": [
    ["reduce over edges", "aggregates over edges are of vertices that have some"],
    ["reduce over neighbours", "aggregates over neighbours see the rows of those"],
    ["group over edges", "a function of all edges is called for each vertex"],
    ["group over neighbours", "a function of all neighbours may give as many rows"],
  ],
  "methods/validating.test.ts": [["validate", "edges to and from what is no vertex are told, each once"]],
  "methods/summarizing.test.ts": [["summarisation", "vertices of one group and edges between two are one"]],
  "methods/simplifying.test.ts": [["simplify", "a simplified graph has no self-loops"]],
  "iterations/pregel.test.ts": [
    ["Pregel = kernel: SSSP", "shortest distances by messages are those of the kernel"],
    ["Pregel = kernel: PageRank, with an aggregator", "PageRank by messages is that of the kernel"],
    ["Pregel = kernel: components", "components by the least number that is heard of are those of the kernel"],
    ["Pregel = kernel: CDLP", "label propagation over all messages is LDBC's"],
    ["aggregators", "a row for each superstep tells"],
    ["convergence", "it ends by until, by maxSupersteps, or when no message was sent"],
    ["broadcast datasets", "see broadcast rows, and send to any vertex by its id"],
    ["a long one is resumed", "a computation that has gone on is not begun anew after a crash"],
  ],
  "iterations/twins.test.ts": [["Pregel = kernel: what else it can", "%s by messages is that of the kernel"]],
  "iterations/measuring-twins.test.ts": [
    ["Pregel = kernel: ranks, measures, triangles, colours", "%s by messages is that of the kernel"],
  ],
  "iterations/twin-table.test.ts": [
    [
      "Pregel version of each algorithm, or why none",
      "every algorithm has a twin by messages, or it is said why it has none",
    ],
  ],
  "iterations/scatter-gather.test.ts": [
    ["scatter-gather", "distances that vertices scatter and gather are those of the kernel"],
  ],
  "iterations/gather-sum-apply.test.ts": [
    ["gather-sum-apply", "distances that are gathered, summed and applied are those of the kernel"],
    ["directions", "edges that lead in are gathered the other way round"],
  ],
  "iterations/threads.test.ts": [["on threads", "give on threads what they give on one"]],
  "streaming/live-degrees.test.ts": [
    [
      "live degrees, the law, deletions",
      "what degrees are in the end is what they are of the stored edges, or of those that are left",
    ],
  ],
  "streaming/live-components.test.ts": [
    ["live components, the law", "what components are in the end is what they are of the stored edges"],
    ["components: deletions refused at planning", "edges that are taken back are refused before a row is read"],
    ["state through a crash", "also behind a crash"],
  ],
  "streaming/live-sides.test.ts": [
    ["live bipartiteness, the law", "what sides are in the end is what they are of the stored edges"],
  ],
  "streaming/live-rows.test.ts": [
    [
      "spanner, matching, triangles, PageRank: the law",
      "what rows are in the end is what they are of the stored edges",
    ],
    ["spanner", "a spanner gives an edge when it is kept"],
    ["weighted matching", "a matching takes edges back for heavier ones"],
    ["triangle estimate", "an estimate of triangles is told when it changes"],
    ["PageRank kept up by residual push", "while edges come, ranks are within 2 % of those of the edges by then"],
    ["PageRank: deletions", "ranks are those of the edges that are left"],
    ["triangles: deletions", "triangles of a sample that has all edges are those of the edges that are left"],
  ],
  "streaming/windows.test.ts": [
    ["windows of edges as graphs, k-core on windows", "each window of edges is a graph of its own"],
    ["windows: the law", "windows of edges that may never end are what the stored edges of their times give"],
  ],
  "build/workspace.test.ts": [
    ["JavaScript = WebAssembly", "kernels in WebAssembly and their twins in JavaScript give the same"],
    ["falls back to JavaScript", "what has no room in the memory of the kernels is computed in JavaScript"],
  ],
  "build/kernel-choice.test.ts": [["picked by measurement", "a kernel runs in WebAssembly unless"]],
  "drawing/picture.test.ts": [
    ["communities coloured", "a color for each community, and names"],
    ["larger graphs as their communities", "a graph of more than 5,000 vertices is drawn as its communities"],
    ["labels that do not overlap badly", "of Les Misérables nine in ten are named, over no circles or nearly none"],
    ["degree and component plots", "degrees and components are plots"],
    ["show() in notebook and terminal", "a notebook is shown the picture, a terminal its text"],
  ],
  "../notebooks/graphs.test.ts": [["worked cases", "four worked graphs find what they look for"]],
};

test.each(Object.keys(claims))("what is claimed is tested in %s", (file) => {
  const text = readFileSync(join(repositoryFolder, "test/graph", file), "utf8").replace(/\s+/g, " ");
  expect(claims[file]!.filter(([, title]) => !text.includes(title))).toEqual([]);
});

/** Where systems differ, and how a test of an algorithm names the other way. */
const conventions: readonly (readonly [file: string, option: RegExp])[] = [
  ["local-clustering", /convention: "NetworkX"/],
  ["closeness", /convention: "igraph"/],
  ["eccentricity", /convention: "igraph"/],
  ["betweenness", /normalize: "pairs"/],
  ["hits", /norm: "L2"/],
  ["page-rank", /weights: "use"/],
  ["transitive-closure", /"never"/],
];

test.each(conventions)("the convention of another system that %s takes by name is tested", (file, option) => {
  expect(readFileSync(join(repositoryFolder, `test/graph/algorithms/${file}.test.ts`), "utf8")).toMatch(option);
});
