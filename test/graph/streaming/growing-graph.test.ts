import { expect, test } from "vitest";
import { growingGraph } from "../../../graph/streaming/growing-graph.ts";

test("a vertex is met with its first edge, whatever its number", () => {
  const graph = growingGraph();
  graph.add(5000, 3);
  expect([graph.vertices, graph.components, graph.bipartite]).toEqual([2, 1, true]);
  graph.add(7, 7);
  expect([graph.vertices, graph.components, graph.triangles, graph.bipartite]).toEqual([3, 2, 0, false]);
});

test("long even cycles stay bipartite when their halves are joined, and an odd one does not", () => {
  const cycle = (length: number): boolean => {
    const graph = growingGraph();
    for (let at = 0; at < length; at += 2) graph.add(at, (at + 1) % length);
    for (let at = 1; at < length; at += 2) graph.add((at + 1) % length, at);
    return graph.bipartite;
  };
  expect([4, 6, 100, 1000].map(cycle)).toEqual([true, true, true, true]);
  expect([3, 5, 101, 1001].map(cycle)).toEqual([false, false, false, false]);
});
