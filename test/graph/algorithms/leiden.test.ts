import { expect, test } from "vitest";
import { erdosRenyiGraph, leiden } from "../../../graph/mod.ts";
import { distancesOf, graphOf, graphOfPairs, testGraphs } from "../naive.ts";
import { expectGoodCommunities, twoTriangles } from "../naive-communities.ts";

test("two triangles with an edge between them are two communities", async () => {
  const rows = await graphOfPairs(twoTriangles).apply(leiden()).collect();
  expect(rows.map(({ community }) => community)).toEqual([1, 1, 1, 4, 4, 4]);
});

test("merging two communities never pays", async () => {
  await expectGoodCommunities((one) => one.leiden({ weights: "use" }), ["merge"]);
});

test("after iterations until nothing changes no vertex gains by moving to another community, or by being alone", async () => {
  const found = async (seed: number): Promise<void> =>
    expectGoodCommunities((one) => one.leiden({ weights: "use", iterations: 100, seed }), ["merge", "move"]);
  for (const seed of [1, 2, 3]) await found(seed);
});

test("every iteration goes on from the communities of the one before, and there are two by default", async () => {
  const one = erdosRenyiGraph({ vertices: 300, probability: 0.03, seed: 5 });
  const qualities: number[] = [];
  for (const options of [{ iterations: 1 }, {}, { iterations: 2 }, { iterations: 30 }]) {
    const rows = await one.leiden(options).collect();
    const communities = new Map(rows.map(({ id, community }) => [id, community]));
    qualities.push((await one.modularity({ communities }).collect())[0]!.modularity!);
  }
  const [first, usual, second, last] = qualities as [number, number, number, number];
  expect(usual).toBe(second);
  expect(second).toBeGreaterThan(first);
  expect(last).toBeGreaterThan(second);
});

test("iterations that are none are refused", () => {
  for (const iterations of [0, 1.5]) {
    expect(() => leiden({ iterations })).toThrow(
      `Cannot find communities in leiden as its iterations must be a whole number from 1: got ${iterations}; leave it out for 2`,
    );
  }
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
