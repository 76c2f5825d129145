import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { findCycle, graph } from "../../../graph/mod.ts";
import { graphOf, matrixOf, partsOf, reachOf, testGraphs } from "../naive.ts";

test("a cycle is found behind a tail, and an edge there and back is one only of a directed graph", async () => {
  const edges = from([
    { a: 1, b: 2 },
    { a: 2, b: 3 },
    { a: 3, b: 2 },
  ]);
  const back = from([{ a: 1, b: 2 }]);
  expect(await graph({ edges, source: "a", target: "b" }).apply(findCycle()).collect()).toEqual([{ id: 2 }, { id: 3 }]);
  expect(await graph({ edges: back, source: "a", target: "b", directed: false }).findCycle().collect()).toEqual([]);
});

test("there is a cycle exactly where a vertex reaches itself, or edges are not those of a forest, and its edges are there", async () => {
  for (const plain of testGraphs()) {
    const { vertices, edges, directed } = plain;
    const cycle = (await graphOf(plain).findCycle().collect()).map(({ id }) => id);
    const reaches = reachOf(plain);
    const isCyclic = directed
      ? vertices.some((id) => reaches(id, id))
      : edges.length > vertices.length - partsOf(vertices, edges);
    expect(cycle.length > 0, `${plain.name}, directed ${directed}`).toBe(isCyclic);
    const leads = matrixOf(plain);
    expect(new Set(cycle).size).toBe(cycle.length);
    expect(cycle.every((id, at) => leads(id, cycle[(at + 1) % cycle.length]!) > 0)).toBe(true);
  }
});
