import { expect, test } from "vitest";
import { histogramText } from "../../../../core/display/text/histogram-text.ts";

test("each bin is a bar with its edges before it and its count behind it", () => {
  const bins = [
    { from: 0, to: 5, count: 3 },
    { from: 5, to: 10, count: 1 },
  ];
  expect(histogramText(bins, { width: 20 }).split("\n")).toEqual(["0 …  5 ███████████ 3", "5 … 10 ███▋ 1"]);
});

test("bins that are open to one side say so", () => {
  const bins = [
    { from: Number.NEGATIVE_INFINITY, to: 0, count: 1 },
    { from: 0, to: 5, count: 2 },
    { from: 5, to: Number.POSITIVE_INFINITY, count: 1 },
  ];
  expect(
    histogramText(bins)
      .split("\n")
      .map((line) => line.slice(0, 6)),
  ).toEqual(["-∞ … 0", " 0 … 5", " 5 … ∞"]);
});

test("no bins are no data", () => {
  expect(histogramText([])).toBe("no data");
});
