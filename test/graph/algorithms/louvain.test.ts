import { expect, test } from "vitest";
import { louvain } from "../../../graph/mod.ts";
import { graphOfPairs } from "../naive.ts";
import { expectGoodCommunities, twoTriangles } from "../naive-communities.ts";

test("two triangles with an edge between them are two communities, and by a resolution of 0.1 one", async () => {
  const one = graphOfPairs(twoTriangles);
  expect((await one.apply(louvain()).collect()).map(({ community }) => community)).toEqual([1, 1, 1, 4, 4, 4]);
  expect((await one.louvain({ resolution: 0.1 }).collect()).map(({ community }) => community)).toEqual([
    1, 1, 1, 1, 1, 1,
  ]);
});

test("merging two communities never pays", async () => {
  await expectGoodCommunities((one) => one.louvain({ weights: "use" }), ["merge"]);
});

test("a resolution or a seed that is none is refused", () => {
  expect(() => louvain({ resolution: 0 })).toThrow(
    /Cannot find communities in louvain as its resolution must be above 0: got 0/,
  );
  expect(() => louvain({ seed: 0.5 })).toThrow(/its seed must be a whole number: got 0.5; leave it out for 1/);
});
