import { expect, test } from "vitest";
import { lineRuns } from "../../../core/display/thin-line.ts";

test("a missing point breaks the line", () => {
  expect(lineRuns([0, 1, 2, 3, 4], [5, 5, Number.NaN, 5, 5])).toEqual([
    [0, 1],
    [3, 4],
  ]);
  expect(lineRuns([0, Number.NaN, 2], [1, 1, 1])).toEqual([[0], [2]]);
  expect(lineRuns([], [])).toEqual([]);
  expect(lineRuns([Number.NaN], [Number.NaN])).toEqual([]);
});

test("between the same two pixels the first, lowest, highest and last point are kept, in order", () => {
  const x = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 1];
  const y = [5, 9, 3, 5, 1, 4, 4];
  expect(lineRuns(x, y)).toEqual([[0, 1, 4, 5, 6]]);
});

test("a million points are drawn by at most four a pixel", () => {
  const x = Float64Array.from({ length: 1_000_000 }, (_, at) => at / 1000);
  const y = x.map((value) => Math.sin(value * 99));
  expect(lineRuns(x, y)[0]!.length).toBeLessThanOrEqual(4000);
});
