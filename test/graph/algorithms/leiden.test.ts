import { expect, test } from "vitest";
import { leiden } from "../../../graph/mod.ts";
import { distancesOf, graphOf, graphOfPairs, testGraphs } from "../naive.ts";
import { expectGoodCommunities, twoTriangles } from "../naive-communities.ts";

test("two triangles with an edge between them are two communities", async () => {
  const rows = await graphOfPairs(twoTriangles).apply(leiden()).collect();
  expect(rows.map(({ community }) => community)).toEqual([1, 1, 1, 4, 4, 4]);
});

test("merging two communities never pays", async () => {
  await expectGoodCommunities((one) => one.leiden({ weights: "use" }), ["merge"]);
});

test("communities hang together by themselves, whatever the seed", async () => {
  for (const plain of testGraphs()) {
    for (const seed of [1, 2]) {
      const rows = await graphOf(plain).leiden({ seed }).collect();
      const of = new Map(rows.map(({ id, community }) => [id, community]));
      const inside = plain.edges.filter(({ source, target }) => of.get(source) === of.get(target));
      const distance = distancesOf({ ...plain, directed: false, edges: inside }, "ignore");
      expect(
        rows.filter(({ id, community }) => !Number.isFinite(distance(id, community))),
        plain.name,
      ).toEqual([]);
    }
  }
});
