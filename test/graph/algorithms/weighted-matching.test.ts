import { expect, test } from "vitest";
import { weightedMatching } from "../../../graph/mod.ts";
import { graphOf, graphOfPairs, type PlainEdge, testGraphs } from "../naive.ts";

test("an edge takes the place of those in its way when it weighs 1.71 times as much as they do together", async () => {
  const matching = (...pairs: [number, number, number][]) => graphOfPairs(pairs).apply(weightedMatching()).collect();
  expect(await matching([1, 2, 3], [2, 3, 5], [4, 5, 0], [6, 6, 9])).toEqual([{ source: 1, target: 2, weight: 3 }]);
  expect(await matching([1, 2, 3], [2, 3, 6], [3, 4, 11])).toEqual([{ source: 3, target: 4, weight: 11 }]);
  expect(await matching([1, 2, 3], [3, 4, 3], [2, 3, 10])).toEqual([
    { source: 1, target: 2, weight: 3 },
    { source: 3, target: 4, weight: 3 },
  ]);
  expect(await matching([1, 2, 3], [3, 4, 3], [2, 3, 11])).toEqual([{ source: 2, target: 3, weight: 11 }]);
});

test("no matching weighs more than 5.83 times as much, and no two edges share an end", async () => {
  for (const plain of testGraphs().filter(({ edges }) => edges.length <= 24)) {
    const rows = await graphOf(plain).weightedMatching().collect();
    const ends = rows.flatMap(({ source, target }) => [source, target]);
    expect(new Set(ends).size, plain.name).toBe(ends.length);
    const weight = rows.reduce((sum, row) => sum + row.weight, 0);
    expect(heaviest(plain.edges), plain.name).toBeLessThanOrEqual((3 + 2 * Math.SQRT2) * weight + 1e-9);
  }
});

/** The weight of the heaviest matching: with the first edge, or without it. */
function heaviest(edges: readonly PlainEdge[]): number {
  const [first, ...rest] = edges.filter(({ source, target, weight }) => source !== target && weight > 0);
  if (first === undefined) return 0;
  const isFree = ({ source, target }: PlainEdge): boolean =>
    [source, target].every((end) => end !== first.source && end !== first.target);
  return Math.max(heaviest(rest), first.weight + heaviest(rest.filter(isFree)));
}
