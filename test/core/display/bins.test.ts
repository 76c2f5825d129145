import { expect, test } from "vitest";
import { binsOf, closedBins } from "../../../core/display/bins.ts";

test("values are counted in bins of round, equal width; one on an edge belongs to the bin that begins there", () => {
  expect(binsOf([0, 4.9, 5, 10, 19.9], { count: 4 })).toEqual([
    { from: 0, to: 5, count: 2 },
    { from: 5, to: 10, count: 1 },
    { from: 10, to: 15, count: 1 },
    { from: 15, to: 20, count: 1 },
  ]);
});

test("what is missing or not finite is left out", () => {
  const bins = binsOf([1, null, Number.NaN, Number.POSITIVE_INFINITY, undefined, 2n]);
  expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  expect(binsOf([])).toEqual([]);
  expect(binsOf([null, Number.NaN])).toEqual([]);
});

test("every value is counted, also where all are equal or far apart", () => {
  for (const values of [
    [7, 7, 7],
    [0, 0],
    [-5, -5],
    [1e16, 1e16 + 2],
    [-1e300, 1e300],
    [0.1, 0.2, 0.3],
  ]) {
    expect(binsOf(values).reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
  }
});

test("open ends are drawn as wide as the first closed bin", () => {
  const bins = [
    { from: Number.NEGATIVE_INFINITY, to: 0, count: 1 },
    { from: 0, to: 10, count: 2 },
    { from: 10, to: Number.POSITIVE_INFINITY, count: 3 },
  ];
  expect(closedBins(bins)).toEqual([
    { from: -10, to: 0, count: 1 },
    { from: 0, to: 10, count: 2 },
    { from: 10, to: 20, count: 3 },
  ]);
});
