import { expect, test } from "vitest";
import { minimumCut } from "../../../graph/mod.ts";
import { distancesOf, graphOf, graphOfPairs, sumOf, testGraphs } from "../naive.ts";

test("the narrow edges are the cut", async () => {
  const pipes = graphOfPairs([
    [1, 2, 3],
    [2, 3, 2],
    [1, 3, 1],
  ]);
  const rows = await pipes.apply(minimumCut({ from: 1, to: 3 })).collect();
  expect(rows.map(({ cut }) => cut)).toEqual([false, true, true]);
  expect(() => minimumCut({ from: 1, to: 1 })).toThrow(
    /Cannot find a flow in minimumCut as from and to must not be one vertex/,
  );
});

test("no path leads past the cut, and it weighs what the greatest flow is", async () => {
  for (const plain of testGraphs().filter(({ vertices }) => vertices.length > 1)) {
    const [from, to] = [plain.vertices[0]!, plain.vertices.at(-1)!];
    const one = graphOf(plain);
    const cut = await one.minimumCut({ from, to }).collect();
    const flow = await one.maximumFlow({ from, to }).collect();
    const left = plain.edges.filter((_, edge) => !cut[edge]!.cut);
    expect(distancesOf({ ...plain, edges: left }, "ignore")(from, to), plain.name).toBe(Number.POSITIVE_INFINITY);
    const value = sumOf(flow, (row) => (row.source === from ? row.flow : 0) - (row.target === from ? row.flow : 0));
    expect(sumOf(plain.edges, ({ weight }) => weight) - sumOf(left, ({ weight }) => weight)).toBe(value);
  }
});
