import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { from } from "../../core/mod.ts";
import * as graphs from "../../graph/mod.ts";
import { repositoryFolder } from "../tools/repository.ts";

const read = (path: string): string => readFileSync(join(repositoryFolder, path), "utf8");

/** The public methods of Gelly's `Graph`. */
const gelly =
  "fromCollection fromDataSet fromTupleDataSet fromTuple2DataSet fromCsvReader getContext validate getVertices getEdges " +
  "getVerticesAsTuple2 getEdgesAsTuple3 getTriplets mapVertices mapEdges translateGraphIds translateVertexValues " +
  "translateEdgeValues joinWithVertices joinWithEdges joinWithEdgesOnSource joinWithEdgesOnTarget subgraph filterOnVertices " +
  "filterOnEdges outDegrees inDegrees getDegrees getUndirected groupReduceOnEdges reverse numberOfVertices numberOfEdges " +
  "getVertexIds getEdgeIds addVertex addVertices addEdge addEdges removeVertex removeVertices removeEdge removeEdges union " +
  "difference intersect runScatterGatherIteration runGatherSumApplyIteration runVertexCentricIteration run " +
  "groupReduceOnNeighbors reduceOnNeighbors reduceOnEdges";

test("each of Gelly's 52 methods is told what it is here, by methods and functions that there are", () => {
  const rows = read("graph/methods/README.md")
    .split("\n")
    .filter((line) => line.startsWith("| ") && line.includes("`"))
    .map((line) => line.split(" | "));
  const named = new Set(rows.flatMap(([theirs]) => [...theirs!.matchAll(/`(\w+)`/g)].map(([, name]) => name)));
  expect(gelly.split(" ")).toHaveLength(52);
  expect(gelly.split(" ").filter((name) => !named.has(name))).toEqual([]);
  const one = graphs.graph({ edges: from([{ a: 1, b: 2 }]), source: "a", target: "b" });
  const called = rows.flatMap(([, ours = ""]) =>
    [...ours.matchAll(/`(?:graph\()?(\w+)[`(]/g)].map(([, name]) => name!),
  );
  const datasets = ["from", "vertices", "edges"];
  expect(called.length).toBeGreaterThan(30);
  expect(called.filter((name) => !(name in one) && !(name in graphs) && !datasets.includes(name))).toEqual([]);
});

test("every generator of Gelly is there", () => {
  const gellys = "circulant complete cycle echo empty grid hypercube path rMat singletonEdges star".split(" ");
  const random = "erdosRenyi barabasiAlbert wattsStrogatz plantedPartition".split(" ");
  expect([...gellys, ...random].filter((name) => !(`${name}Graph` in graphs))).toEqual([]);
});

/** Graphs by hand and random ones: empty, one vertex, self-loops, parallel edges, zero weights, isolated and disconnected parts. */
const hardGraphs = /\b(testGraphs|expectAgreement|positiveGraphs|acyclicGraphs)\b/;
/** What else goes through them, and who does not. */
const through = /from "\.\.\/(naive-similarity|naive-communities)\.ts"/;
const without: Readonly<Record<string, string>> = {
  "force-atlas": "places are no facts: what they must keep is tested on graphs made by hand",
};

test("every algorithm meets a plain oracle over hard graphs", () => {
  const names = globSync("graph/algorithms/*.ts", { cwd: repositoryFolder }).map((path) => basename(path, ".ts"));
  const bare = names.filter((name) => {
    const text = read(`test/graph/algorithms/${name}.test.ts`);
    return !hardGraphs.test(text) && !through.test(text);
  });
  expect(names.length).toBeGreaterThan(70);
  expect(bare).toEqual(Object.keys(without));
});
