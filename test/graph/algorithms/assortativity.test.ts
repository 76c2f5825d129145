import { expect, test } from "vitest";
import { assortativity } from "../../../graph/mod.ts";
import { entriesOf, expectAgreement, graphOfPairs, type PlainGraph, sumOf } from "../naive.ts";

test("a star is −1, and a ring, where all degrees are the same, has none", async () => {
  const of = async (pairs: [number, number][]): Promise<unknown> =>
    (await graphOfPairs(pairs, false).apply(assortativity()).collect())[0];
  expect(
    await of([
      [0, 1],
      [0, 2],
      [0, 3],
    ]),
  ).toEqual({ assortativity: -1 });
  expect(
    await of([
      [1, 2],
      [2, 3],
      [3, 1],
    ]),
  ).toEqual({ assortativity: null });
});

test("assortativity is the correlation of degrees over all edges", async () => {
  await expectAgreement((one) => one.assortativity(), naive);
});

function naive(plain: PlainGraph): unknown[] {
  const { edges, directed } = plain;
  const degree = (id: number, end: "source" | "target"): number => {
    const of = (which: "source" | "target"): number => edges.filter((edge) => edge[which] === id).length;
    return directed ? of(end) : of("source") + of("target");
  };
  const ends = [...entriesOf(plain)].flatMap(([id, entries]) =>
    entries.map(({ to }) => [degree(id, "source"), degree(to, "target")] as const),
  );
  const mean = (at: 0 | 1): number => sumOf(ends, (pair) => pair[at]) / ends.length;
  const moment = (one: 0 | 1, other: 0 | 1): number =>
    sumOf(ends, (pair) => (pair[one] - mean(one)) * (pair[other] - mean(other)));
  const spread = ends.length === 0 ? 0 : moment(0, 0) * moment(1, 1);
  return [{ assortativity: spread < 1e-9 ? null : moment(0, 1) / Math.sqrt(spread) }];
}
