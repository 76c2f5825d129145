import { expect, test } from "vitest";
import { colouring } from "../../../graph/mod.ts";
import { graphOf, graphOfPairs, neighboursOf, testGraphs } from "../naive.ts";

test("a triangle needs three colours and a path on it no other", async () => {
  const pairs: [number, number][] = [
    [1, 2],
    [2, 3],
    [3, 1],
    [3, 4],
    [4, 5],
  ];
  const colours = (await graphOfPairs(pairs).apply(colouring()).collect()).map(({ colour }) => colour);
  expect(new Set(colours.slice(0, 3)).size).toBe(3);
  expect(Math.max(...colours)).toBe(2);
});

test.each(["largest first", "smallest last"] as const)(
  "no two neighbours have one colour, and few are needed: %s",
  async (order) => {
    for (const plain of testGraphs()) {
      const one = graphOf(plain);
      const colours = new Map((await one.colouring({ order }).collect()).map(({ id, colour }) => [id, colour]));
      const neighbours = neighboursOf(plain);
      for (const [id, near] of neighbours)
        for (const other of near) expect(colours.get(id)).not.toBe(colours.get(other));
      const bound =
        order === "smallest last"
          ? Math.max(-1, ...(await one.coreNumbers().collect()).map(({ core }) => core))
          : Math.max(-1, ...[...neighbours.values()].map(({ size }) => size));
      expect(Math.max(-1, ...colours.values()), plain.name).toBeLessThanOrEqual(bound);
    }
  },
);
