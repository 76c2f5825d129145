import { expect, test } from "vitest";
import { minimumSpanningForest } from "../../../graph/mod.ts";
import { graphOf, graphOfPairs, type PlainGraph, partsOf, sumOf, testGraphs } from "../naive.ts";

test("the heaviest edge of a ring is left out, or the lightest where the heaviest forest is asked for", async () => {
  const ring = graphOfPairs([
    [1, 2, 5],
    [2, 3, -7],
    [3, 1, 9],
  ]);
  const weights = async (keep: "lightest" | "heaviest"): Promise<number[]> =>
    (await ring.apply(minimumSpanningForest({ keep })).collect()).map(({ weight }) => weight);
  expect(await weights("lightest")).toEqual([-7, 5]);
  expect(await weights("heaviest")).toEqual([9, 5]);
});

test.each(["lightest", "heaviest"] as const)(
  "the %s forest weighs what growing trees edge by edge gives",
  async (keep) => {
    for (const plain of testGraphs()) {
      const rows = await graphOf(plain).minimumSpanningForest({ keep }).collect();
      expect(rows.length, plain.name).toBe(plain.vertices.length - partsOf(plain.vertices, plain.edges));
      expect(partsOf(plain.vertices, rows)).toBe(partsOf(plain.vertices, plain.edges));
      expect(sumOf(rows, ({ weight }) => weight)).toBe(naive(plain, keep === "lightest" ? 1 : -1));
    }
  },
);

/** Prim's algorithm, from each vertex that is not in a tree yet. */
function naive({ vertices, edges }: PlainGraph, sign: number): number {
  const inTree = new Set<number>();
  let total = 0;
  for (const root of vertices) {
    inTree.add(root);
    for (;;) {
      const leaving = edges.filter(({ source, target }) => inTree.has(source) !== inTree.has(target));
      const best = leaving.sort((a, b) => sign * (a.weight - b.weight))[0];
      if (best === undefined) break;
      total += best.weight;
      inTree.add(best.source).add(best.target);
    }
  }
  return total;
}
