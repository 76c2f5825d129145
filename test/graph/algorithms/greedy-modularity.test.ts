import { expect, test } from "vitest";
import { greedyModularity } from "../../../graph/mod.ts";
import { graphOfPairs } from "../naive.ts";
import { expectGoodCommunities, twoTriangles } from "../naive-communities.ts";

test("two triangles with an edge between them are two communities", async () => {
  const rows = await graphOfPairs(twoTriangles).apply(greedyModularity()).collect();
  expect(rows.map(({ community }) => community)).toEqual([1, 1, 1, 4, 4, 4]);
});

test("merging two communities never pays", async () => {
  await expectGoodCommunities((one) => one.greedyModularity({ weights: "use" }), ["merge"]);
});
