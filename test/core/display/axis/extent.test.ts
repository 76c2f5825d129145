import { expect, test } from "vitest";
import { extentOf, towardsZero, widened, withZero } from "../../../../core/display/axis/extent.ts";

test("the extent is that of the values that count", () => {
  expect(
    extentOf([
      [3, Number.NaN],
      [1, Number.POSITIVE_INFINITY],
    ]),
  ).toEqual([1, 3]);
  expect(extentOf([[-1, 0, 5]], (value) => value > 0)).toEqual([5, 5]);
  expect(extentOf([[], [Number.NaN]])).toBe(undefined);
});

test("zero is reached where that takes at most a third of the picture", () => {
  expect(towardsZero([5, 15])).toEqual([0, 15]);
  expect(towardsZero([6, 15])).toEqual([6, 15]);
  expect(towardsZero([-15, -5])).toEqual([-15, 0]);
  expect(towardsZero([-1, 1])).toEqual([-1, 1]);
});

test("bars begin at zero", () => {
  expect([withZero([3, 5]), withZero([-5, -3])]).toEqual([
    [0, 5],
    [-5, 0],
  ]);
});

test("a single value gets half of it to either side", () => {
  expect([widened([4, 4]), widened([-4, -4]), widened([0, 0])]).toEqual([
    [2, 6],
    [-6, -2],
    [0, 1],
  ]);
  expect(widened([1, 2])).toEqual([1, 2]);
});
