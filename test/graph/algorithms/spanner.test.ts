import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, spanner } from "../../../graph/mod.ts";
import { distancesOf, graphOf, graphOfPairs, testGraphs } from "../naive.ts";

test("an edge is left out where a path of few edges leads between its ends", async () => {
  const ring = graphOfPairs([
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 1],
    [1, 1],
    [2, 1],
  ]);
  const kept = [
    { source: 1, target: 2 },
    { source: 2, target: 3 },
    { source: 3, target: 4 },
  ];
  expect(await ring.apply(spanner()).collect()).toEqual(kept);
  expect(await ring.spanner({ stretch: 2 }).collect()).toEqual([...kept, { source: 4, target: 1 }]);
});

test("no path is longer than the stretch allows, and every edge that was kept was needed", async () => {
  for (const plain of testGraphs()) {
    for (const stretch of [1, 3, 5]) {
      const rows = await graphOf(plain).spanner({ stretch }).collect();
      const kept = rows.map((row) => ({ ...row, weight: 1 }));
      const all = distancesOf({ ...plain, directed: false }, "ignore");
      const by = distancesOf({ ...plain, directed: false, edges: kept }, "ignore");
      for (const one of plain.vertices) {
        for (const other of plain.vertices) {
          if (all(one, other) === Number.POSITIVE_INFINITY) expect(by(one, other)).toBe(Number.POSITIVE_INFINITY);
          else expect(by(one, other), plain.name).toBeLessThanOrEqual(stretch * all(one, other));
        }
      }
      for (const [at, { source, target }] of kept.entries()) {
        const before = distancesOf({ ...plain, directed: false, edges: kept.slice(0, at) }, "ignore");
        expect(before(source, target)).toBeGreaterThan(stretch);
      }
    }
  }
});

test("a stretch that is none is refused", () => {
  const one = graph({ edges: from([{ a: 1, b: 2 }]), source: "a", target: "b" });
  expect(() => one.spanner({ stretch: 0 })).toThrow(
    /Cannot find a spanner as its stretch must be a whole number from 1: got 0; leave it out for 3/,
  );
});
