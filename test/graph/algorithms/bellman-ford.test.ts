import { expect, test } from "vitest";
import { bellmanFord } from "../../../graph/mod.ts";
import { distancesOf, expectAgreement, graphOfPairs, type PlainGraph, testGraphs } from "../naive.ts";

test("weights may be below 0, and what no path leads to is null", async () => {
  const rows = await graphOfPairs([
    [1, 2, 4],
    [2, 3, -5],
    [1, 3, 1],
    [4, 1, 1],
  ])
    .apply(bellmanFord({ from: 1 }))
    .collect();
  expect(rows.map(({ distance }) => distance)).toEqual([0, 4, -1, null]);
});

test("a cycle whose weights sum to less than 0 is an error where it is reached, and none elsewhere", async () => {
  const cyclic = graphOfPairs([
    [1, 2, 1],
    [2, 1, -2],
    [3, 4, 1],
  ]);
  await expect(cyclic.bellmanFord({ from: 1 }).collect()).rejects.toThrow(
    /Cannot find shortest paths in bellmanFord as no cycle's weights must sum to less than 0: got one from which paths lead to \d; leave/,
  );
  expect((await cyclic.bellmanFord({ from: 3 }).collect()).map(({ distance }) => distance)).toEqual([null, null, 0, 1]);
});

/** Directed graphs whose weights are changed by heights of vertices, so that some are below 0 but no cycle is. */
const slopes = testGraphs()
  .filter(({ vertices }) => vertices.length > 0)
  .map((plain) => ({
    ...plain,
    edges: plain.edges.map((edge) => ({
      ...edge,
      weight: edge.weight + (plain.directed ? (edge.target % 7) - (edge.source % 7) : 0),
    })),
  }));

test("distances are what going by way of all vertices gives", async () => {
  await expectAgreement((one, plain) => one.bellmanFord({ from: plain.vertices[0]! }), naive, slopes);
});

function naive(plain: PlainGraph): unknown[] {
  const distance = distancesOf(plain, "use");
  return plain.vertices.map((id) => {
    const length = distance(plain.vertices[0]!, id);
    return { id, distance: Number.isFinite(length) ? length : null };
  });
}
