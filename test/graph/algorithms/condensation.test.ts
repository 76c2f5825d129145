import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { condensation, graph } from "../../../graph/mod.ts";
import { distancesOf, graphOf, sorted, testGraphs } from "../naive.ts";

test("edges within a component are left out, and those between two are one", async () => {
  const edges = from([
    { a: 2, b: 1 },
    { a: 1, b: 2 },
    { a: 2, b: 3 },
    { a: 1, b: 3 },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(condensation()).collect();
  expect(rows).toEqual([{ source: 1, target: 3 }]);
});

test("edges among components are what naming the ends of edges by those that they reach both ways gives", async () => {
  for (const plain of testGraphs()) {
    const distance = distancesOf(plain, "ignore");
    const name = (id: number): number =>
      Math.min(...plain.vertices.filter((other) => Number.isFinite(distance(id, other) + distance(other, id))));
    const named = plain.edges.map((edge) => ({ source: name(edge.source), target: name(edge.target) }));
    const expected = named.filter(
      ({ source, target }, at) =>
        source !== target && named.findIndex((other) => other.source === source && other.target === target) === at,
    );
    expect(sorted(await graphOf(plain).condensation().collect()), plain.name).toEqual(sorted(expected));
  }
});
