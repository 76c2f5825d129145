import { DirectedGraph, MultiGraph, UndirectedGraph } from "graphology";
import { expect, test } from "vitest";
import { from, fromColumns } from "../../../core/mod.ts";
import { cycleGraph, fromGraphology, graph, toGraphology } from "../../../graph/mod.ts";

test("a graph of graphology comes in with its attributes, and what a node does not have is null", async () => {
  const given = new UndirectedGraph();
  given.addNode("a", { size: 3, id: "own" });
  given.addNode("b");
  given.addEdge("a", "b", { weight: 2, km: 7 });
  const one = fromGraphology(given);
  expect([...(await one.vertices.collect())]).toEqual([
    { id: "a", size: 3, id_: "own" },
    { id: "b", size: null, id_: null },
  ]);
  expect([...(await one.edges.collect())]).toEqual([{ source: "a", target: "b", weight: 2, km: 7 }]);
  expect([...(await one.sssp({ from: "b" }).collect())].map(({ distance }) => distance)).toEqual([2, 0]);
  expect([...(await fromGraphology(given, { weight: "km" }).sssp({ from: "b" }).collect())][0]!.distance).toBe(7);
});

test("a directed one stays directed, also when it is empty", async () => {
  const given = new DirectedGraph();
  given.mergeEdge("a", "b");
  expect([...(await fromGraphology(given).bfs({ from: "b" }).collect())].map(({ distance }) => distance)).toEqual([
    null,
    0,
  ]);
  expect(await fromGraphology(new DirectedGraph()).edges.collect()).toHaveLength(0);
});

test("one with edges of both kinds is refused", () => {
  const given = new MultiGraph();
  given.mergeDirectedEdge("a", "b");
  given.mergeUndirectedEdge("a", "b");
  expect(() => fromGraphology(given)).toThrow("got 1 directed and 1 undirected; use toDirected or toUndirected");
});

test("something else is told as that, and so is an option that there is not", async () => {
  expect(() => fromGraphology({ nodes: [], edges: [] } as never)).toThrow(
    "it must be one of its graphs: got something without forEachNode; give a new MultiGraph()",
  );
  await expect(toGraphology(cycleGraph(4), null as never)).rejects.toThrow("got something without addNode");
  expect(() => fromGraphology(new MultiGraph(), { wieght: "km" } as never)).toThrow("did you mean weight?");
});

test("weights of attributes that are no numbers are told with their edge", async () => {
  const given = new UndirectedGraph();
  given.mergeEdge("a", "b", { weight: Number.NaN });
  await expect(fromGraphology(given).sssp({ from: "a" }).collect()).rejects.toThrow(
    /finite number: got NaN.*"source":"a"/,
  );
});

test("a graph goes out into an empty one of graphology", async () => {
  const edges = from([{ from: "x", to: "y", km: 3, kind: "road" }]);
  const out = await toGraphology(graph({ edges, source: "from", target: "to", weight: "km" }), new DirectedGraph());
  expect(out.mapEdges((_, attributes, source, target) => ({ source, target, ...attributes }))).toEqual([
    { source: "x", target: "y", weight: 3, kind: "road" },
  ]);
  expect((await toGraphology(cycleGraph(4), new UndirectedGraph())).size).toBe(4);
});

test("one that is not empty, or of the other kind, is refused", async () => {
  const full = new UndirectedGraph();
  full.addNode("a");
  await expect(toGraphology(cycleGraph(4), full)).rejects.toThrow("it must be empty: got one of 1 node;");
  await expect(toGraphology(cycleGraph(4), new DirectedGraph())).rejects.toThrow(
    "it must be for undirected edges: got one that is directed",
  );
});

test("more than a million edges are told of before they take gigabytes", async () => {
  const many = fromColumns({ a: new Int32Array(1_000_001), b: new Int32Array(1_000_001) });
  const told: string[] = [];
  // What it would take to fill a graph of the package is not what is tested.
  const into = {
    type: "mixed",
    multi: true,
    order: 0,
    addNode: () => {},
    addDirectedEdge: () => {},
    addUndirectedEdge: () => {},
  };
  const options = { onWarning: (text: string) => void told.push(text) };
  await toGraphology(graph({ edges: many, source: "a", target: "b" }), into, options);
  expect(told).toEqual([
    expect.stringMatching(/^A graph of 1,000,001 edges takes some 1 GB in graphology: keep those/),
  ]);
  await toGraphology(cycleGraph(3), new MultiGraph(), options);
  expect(told).toHaveLength(1);
});
