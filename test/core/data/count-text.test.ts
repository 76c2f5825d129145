import { expect, test } from "vitest";
import { headText } from "../../../core/display/metrics-text.ts";
import { countText, timesText } from "../../../core/display/mod.ts";

test("one is singular, none and several are plural, with thousands apart", () => {
  expect([0, 1, 2, 1204].map((count) => countText(count, "row"))).toEqual(["0 rows", "1 row", "2 rows", "1,204 rows"]);
  expect([1, 2].map((count) => countText(count, "vertex", "vertices"))).toEqual(["1 vertex", "2 vertices"]);
  expect([1, 2, 3000].map(timesText)).toEqual(["once", "2 times", "3,000 times"]);
});

test("a run that has begun anew once says so", () => {
  const view = { isOver: false, uptimeMs: 3000, numRestarts: 1 } as Parameters<typeof headText>[0];
  expect(headText(view)).toBe("up 3 s, begun anew once");
});
