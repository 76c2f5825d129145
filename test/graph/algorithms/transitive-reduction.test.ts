import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, transitiveReduction } from "../../../graph/mod.ts";
import { acyclicGraphs, graphOf, reachOf, sorted } from "../naive.ts";

test("an edge is left out where a longer path leads as well, and a cycle is refused", async () => {
  const edges = from([
    { a: 1, b: 3 },
    { a: 1, b: 2 },
    { a: 2, b: 3 },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(transitiveReduction()).collect();
  expect(sorted(rows)).toEqual([
    { source: 1, target: 2 },
    { source: 2, target: 3 },
  ]);
  const both = graph({ edges, source: "a", target: "b", directed: false });
  await expect(both.transitiveReduction().collect()).rejects.toThrow(
    /Cannot leave out edges in transitiveReduction as edges/,
  );
});

test("edges that stay are those that no other vertex lies between", async () => {
  for (const plain of acyclicGraphs()) {
    const reaches = reachOf(plain);
    const { vertices, edges } = plain;
    const expected = vertices.flatMap((source) =>
      vertices
        .filter((target) => edges.some((edge) => edge.source === source && edge.target === target))
        .filter((target) => !vertices.some((between) => reaches(source, between) && reaches(between, target)))
        .map((target) => ({ source, target })),
    );
    expect(sorted(await graphOf(plain).transitiveReduction().collect()), plain.name).toEqual(sorted(expected));
  }
});
