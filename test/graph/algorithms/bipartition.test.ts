import { expect, test } from "vitest";
import { bipartition } from "../../../graph/mod.ts";
import { distancesOf, expectAgreement, graphOfPairs, type PlainGraph } from "../naive.ts";

test("a square has two sides, a triangle none, and a self-loop neither", async () => {
  const rows = await graphOfPairs([
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 1],
    [5, 6],
    [6, 7],
    [7, 5],
    [8, 8],
  ])
    .apply(bipartition())
    .collect();
  expect(rows.map(({ side }) => side)).toEqual([0, 1, 0, 1, null, null, null, null]);
});

test("sides are those of even and odd distances where no edge leads to its own", async () => {
  await expectAgreement((one) => one.bipartition(), naive);
});

function naive(plain: PlainGraph): unknown[] {
  const distance = distancesOf({ ...plain, directed: false }, "ignore");
  return plain.vertices.map((id) => {
    const component = plain.vertices.filter((other) => Number.isFinite(distance(id, other)));
    const side = (other: number): number => distance(component[0]!, other) % 2;
    const isOdd = plain.edges.some(({ source, target }) => component.includes(source) && side(source) === side(target));
    return { id, side: isOdd ? null : side(id) };
  });
}
