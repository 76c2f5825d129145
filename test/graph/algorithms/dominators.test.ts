import { expect, test } from "vitest";
import { dominators } from "../../../graph/mod.ts";
import { expectAgreement, graphOfPairs, type PlainGraph, reachOf, testGraphs } from "../naive.ts";

test("where two ways meet, the vertex at which they parted dominates", async () => {
  const rows = await graphOfPairs([
    [1, 2],
    [2, 3],
    [2, 4],
    [3, 5],
    [4, 5],
    [6, 5],
  ])
    .apply(dominators({ from: 1 }))
    .collect();
  expect(rows.map(({ dominator }) => dominator)).toEqual([1, 1, 2, 2, 2, null]);
});

test("dominators are the nearest vertices without which another is not reached", async () => {
  const graphs = testGraphs().filter(({ vertices }) => vertices.length > 0);
  await expectAgreement((one, plain) => one.dominators({ from: plain.vertices[0]! }), naive, graphs);
});

function naive(plain: PlainGraph): unknown[] {
  const { vertices, edges } = plain;
  const first = vertices[0]!;
  const isReached = (id: number, without?: number): boolean => {
    const left = edges.filter(({ source, target }) => source !== without && target !== without);
    return id === first ? without !== first : without !== first && reachOf({ ...plain, edges: left })(first, id);
  };
  const strict = (id: number): number[] => vertices.filter((other) => other !== id && !isReached(id, other));
  return vertices.map((id) => {
    if (id === first) return { id, dominator: first };
    if (!isReached(id)) return { id, dominator: null };
    // The nearest one is dominated by all others.
    const all = strict(id);
    return { id, dominator: all.find((one) => strict(one).length === all.length - 1)! };
  });
}
