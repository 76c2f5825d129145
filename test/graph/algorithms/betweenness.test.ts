import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { type BetweennessOptions, betweenness, graph } from "../../../graph/mod.ts";
import { distancesOf, expectAgreement, type PlainGraph, positiveGraphs, sumOf } from "../naive.ts";
import { pathCounts } from "../naive-betweenness.ts";

const edges = from([
  { a: 1, b: 2, w: 1 },
  { a: 2, b: 4, w: 1 },
  { a: 1, b: 3, w: 1 },
  { a: 3, b: 4, w: 5 },
]);

test("two ways of the same length share a pair, and by weight the shorter one has all of it", async () => {
  const one = graph({ edges, source: "a", target: "b", weight: "w" });
  expect((await one.apply(betweenness()).collect()).map((row) => row.betweenness)).toEqual([0, 0.5, 0.5, 0]);
  const weighted = await one.apply(betweenness({ weights: "use" })).collect();
  expect(weighted.map((row) => row.betweenness)).toEqual([0, 1, 0, 0]);
});

test("paths from some sources alone are an estimate that is not scaled up", async () => {
  const one = graph({ edges, source: "a", target: "b" });
  const [all, some] = [one.betweenness({ sources: [1, 2, 3, 4] }), one.betweenness({ sources: [2] })];
  expect((await all.collect()).map((row) => row.betweenness)).toEqual([0, 0.5, 0.5, 0]);
  expect((await some.collect()).map((row) => row.betweenness)).toEqual([0, 0, 0, 0]);
});

test("weights must be above 0", async () => {
  const zero = graph({ edges: from([{ a: 1, b: 2, w: 0 }]), source: "a", target: "b", weight: "w" });
  await expect(zero.betweenness({ weights: "use" }).collect()).rejects.toThrow(
    /Cannot take the weight of an edge in betweenness #1 as it must be above 0: got 0; leave such edges out/,
  );
});

test.each([{}, { normalize: "pairs" }, { weights: "use" }] satisfies BetweennessOptions<number>[])(
  "betweenness is what counting all shortest paths gives: %j",
  async (options) => {
    await expectAgreement(
      (one) => one.betweenness(options),
      (plain) => naive(plain, options),
      positiveGraphs(),
    );
  },
);

function naive(plain: PlainGraph, { normalize, weights = "ignore" }: BetweennessOptions<number>): unknown[] {
  const [distance, count] = [distancesOf(plain, weights), pathCounts(plain, weights)];
  const { vertices, directed } = plain;
  const pairs = (vertices.length - 1) * (vertices.length - 2);
  const by = normalize === "pairs" ? Math.max(pairs, 1) : directed ? 1 : 2;
  return vertices.map((id) => {
    const share = (one: number, other: number): number =>
      one === id ||
      other === id ||
      one === other ||
      count(one, other) === 0 ||
      distance(one, id) + distance(id, other) !== distance(one, other)
        ? 0
        : (count(one, id) * count(id, other)) / count(one, other);
    return { id, betweenness: sumOf(vertices, (one) => sumOf(vertices, (other) => share(one, other))) / by };
  });
}
