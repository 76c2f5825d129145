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

test("from many vertices of a graph with hubs it is what it is from a few of them at a time, in sum", async () => {
  // From eight rounds on, which are four sources, rows of such a graph are put in another order.
  const edges = Array.from({ length: 6000 }, (_, edge) => {
    const at = Math.imul(edge + 1, 2_654_435_761) >>> 0;
    const end = (share: number, power: number): number => 1000 - 3 * Math.floor(300 * share ** power);
    return { a: end((at % 65_536) / 65_536, 3), b: end(at / 2 ** 32, 9) };
  });
  const hubs = graph({ edges: from(edges), source: "a", target: "b", directed: false });
  const sources = [...new Set(edges.map(({ a }) => a))].slice(0, 12);
  const all = await hubs.betweenness({ sources }).collect();
  const sums = new Map<unknown, number>();
  for (let at = 0; at < sources.length; at += 3) {
    for (const { id, betweenness } of await hubs.betweenness({ sources: sources.slice(at, at + 3) }).collect())
      sums.set(id, (sums.get(id) ?? 0) + betweenness);
  }
  expect(all.filter(({ betweenness }) => betweenness > 0).length).toBeGreaterThan(50);
  for (const { id, betweenness } of all)
    expect(Math.abs(betweenness - sums.get(id)!)).toBeLessThanOrEqual(1e-9 * betweenness);
});
