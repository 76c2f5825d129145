import { expect, test } from "vitest";
import { floydWarshall } from "../../../graph/mod.ts";
import { graphOf, graphOfPairs, sorted, testGraphs } from "../naive.ts";

test("all pairs that a path leads between have their distance, and each vertex 0 to itself", async () => {
  const rows = await graphOfPairs([
    [1, 2, -3],
    [2, 3, 4],
  ])
    .apply(floydWarshall())
    .collect();
  expect(sorted(rows)).toEqual([
    { source: 1, target: 1, distance: 0 },
    { source: 1, target: 2, distance: -3 },
    { source: 1, target: 3, distance: 1 },
    { source: 2, target: 2, distance: 0 },
    { source: 2, target: 3, distance: 4 },
    { source: 3, target: 3, distance: 0 },
  ]);
});

test("a cycle whose weights sum to less than 0 is an error", async () => {
  const both = graphOfPairs([[1, 2, -1]], false);
  await expect(both.floydWarshall().collect()).rejects.toThrow(
    /Cannot find shortest paths in floydWarshall as no cycle's weights/,
  );
});

test("distances are those that sssp gives from every vertex", async () => {
  for (const plain of testGraphs()) {
    const one = graphOf(plain);
    const expected = await Promise.all(
      plain.vertices.map(async (source) =>
        (await one.sssp({ from: source }).collect()).map(({ id, distance }) => ({ source, target: id, distance })),
      ),
    );
    const reached = expected.flat().filter(({ distance }) => distance !== null);
    expect(sorted(await one.floydWarshall().collect()), plain.name).toEqual(sorted(reached));
  }
});
