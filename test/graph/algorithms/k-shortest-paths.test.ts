import { expect, test } from "vitest";
import { kShortestPaths } from "../../../graph/mod.ts";
import { entriesOf, graphOf, graphOfPairs, type PlainGraph, testGraphs } from "../naive.ts";

test("paths come in order of their length, and there are no more than there are", async () => {
  const roads = graphOfPairs([
    [1, 2, 3],
    [2, 3, 3],
    [1, 3, 7],
    [2, 1, 1],
  ]);
  expect(await roads.apply(kShortestPaths({ from: 1, to: 3, k: 5 })).collect()).toEqual([
    { path: [1, 2, 3], length: 6 },
    { path: [1, 3], length: 7 },
  ]);
  expect((await roads.kShortestPaths({ from: 1, to: 3, k: 1 }).collect()).length).toBe(1);
  expect(() => kShortestPaths({ from: 1, to: 3, k: 0 })).toThrow(/k must be a whole number from 1: got 0; use 1 for/);
});

test("lengths are the least of all paths without a cycle", async () => {
  for (const plain of testGraphs().filter(({ edges, vertices }) => vertices.length > 0 && edges.length <= 24)) {
    const [from, to] = [plain.vertices[0]!, plain.vertices.at(-1)!];
    const rows = await graphOf(plain).kShortestPaths({ from, to, k: 6 }).collect();
    const expected = allLengths(plain, from, to, new Set([from])).sort((a, b) => a - b);
    expect(
      rows.map(({ length }) => length),
      plain.name,
    ).toEqual(expected.slice(0, 6));
    for (const { path } of rows) expect(new Set(path).size).toBe(path.length);
  }
});

function allLengths(plain: PlainGraph, at: number, to: number, seen: ReadonlySet<number>): number[] {
  if (at === to) return [0];
  const entries = entriesOf(plain)
    .get(at)!
    .filter((entry) => !seen.has(entry.to));
  return entries.flatMap((entry) =>
    allLengths(plain, entry.to, to, new Set([...seen, entry.to])).map((length) => length + entry.weight),
  );
}
