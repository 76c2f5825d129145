import { expect, test } from "vitest";
import { richClub } from "../../../graph/mod.ts";
import { expectAgreement, graphOfPairs, neighboursOf, type PlainGraph, pairsOf } from "../naive.ts";

test("of a path, all four vertices are half connected, and the two in the middle wholly", async () => {
  const path = graphOfPairs([
    [1, 2],
    [2, 3],
    [3, 4],
  ]);
  expect(await path.apply(richClub()).collect()).toEqual([
    { degree: 0, vertices: 4, coefficient: 0.5 },
    { degree: 1, vertices: 2, coefficient: 1 },
  ]);
});

test("coefficients are the share of pairs of vertices above a degree that are neighbours", async () => {
  await expectAgreement((one) => one.richClub(), naive);
});

function naive(plain: PlainGraph): unknown[] {
  const neighbours = neighboursOf(plain);
  const rows = plain.vertices.map((_, degree) => {
    const members = plain.vertices.filter((id) => neighbours.get(id)!.size > degree);
    const pairs = pairsOf(members);
    const near = pairs.filter(([one, other]) => neighbours.get(one)!.has(other));
    return { degree, vertices: members.length, coefficient: near.length / pairs.length };
  });
  return rows.filter(({ vertices }) => vertices > 1);
}
