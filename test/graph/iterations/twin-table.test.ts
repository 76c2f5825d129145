import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { algorithmNames } from "../algorithm-names.ts";

/** Why an algorithm has no twin: what a vertex that sees its own edges and hears one number of another cannot do, or not in a way of its own. */
const withoutTwin: Readonly<Record<string, readonly string[]>> = {
  "is searched one vertex after the other, in an order that the next choice hangs on": [
    "articulationPoints",
    "biconnectedComponents",
    "bridges",
    "chromaticNumber",
    "automorphisms",
    "dominators",
    "findCycle",
    "greedyModularity",
    "kShortestPaths",
    "leiden",
    "louvain",
    "maximalCliques",
    "spanner",
    "triangleEstimate",
    "weightedMatching",
  ],
  "sends flow along ways that are found in the whole graph": [
    "connectivity",
    "maximumAntichain",
    "maximumFlow",
    "maximumMatching",
    "minimumCut",
  ],
  "needs two numbers of each vertex in one message: a label and its score, a count of paths and a distance, a place of two coordinates":
    ["communityDetection", "betweenness", "edgeBetweenness", "girvanNewman", "forceAtlas"],
  "compares pairs of vertices, most of which have no edge": [
    "adamicAdar",
    "bipartiteProjection",
    "floydWarshall",
    "jaccard",
    "preferentialAttachment",
    "resistanceDistance",
    "resourceAllocation",
    "simRank",
    "squareClustering",
    "transitiveClosure",
    "transitiveReduction",
    "triadicCensus",
  ],
  "gives a row for edges, triangles or paths, which are no vertices; what it rests on has a twin": [
    "condensation",
    "edgeDegrees",
    "longestPath",
    "shortestPath",
    "triangleListing",
  ],
  "is a count over edges or distances once it is known what has a twin": [
    "algebraicConnectivity",
    "assortativity",
    "distanceMetrics",
    "graphMetrics",
    "modularity",
    "richClub",
  ],
  "would have to send rows of edges: parts that are contracted, neighbours that are left": [
    "minimumSpanningForest",
    "kTruss",
  ],
};

/** Where algorithms are computed by messages, and compared with their kernels over random graphs. */
const files = ["pregel", "twins", "measuring-twins"];

test("every algorithm has a twin by messages, or it is said why it has none", () => {
  const texts = files.map((file) => readFileSync(new URL(`${file}.test.ts`, import.meta.url), "utf8"));
  const twins = algorithmNames.filter((name) => texts.some((text) => new RegExp(`\\.${name}\\(`).test(text)));
  expect([...Object.values(withoutTwin).flat(), ...twins].sort()).toEqual(algorithmNames);
});
