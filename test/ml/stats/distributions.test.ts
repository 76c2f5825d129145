import { expect, test } from "vitest";
import { chiSquaredAbove, fAbove } from "../../../ml/stats/distributions.ts";

test("tails of chi-squared are those of SciPy", () => {
  const tails = [
    [0.1, 1, 0.7518296340458492],
    [3.84, 1, 0.05004352124870519],
    [22.75, 21, 0.35745138256349945],
    [43.69444444444444, 42, 0.39934987095535296],
    [1, 10, 0.9998278843700441],
    [100, 10, 5.4497019829205215e-17],
    [1000, 1000, 0.49405285382923964],
    [0.001, 50, 1.0],
    [350, 200, 2.7827171373710257e-10],
  ] as const;
  tails.forEach(([x, k, p]) => expect(Math.abs(chiSquaredAbove(x, k) - p)).toBeLessThanOrEqual(1e-12 * p + 1e-14));
});

test("tails of F are those of SciPy", () => {
  const tails = [
    [0.64110932, 4, 15, 0.6413783129670291],
    [1.98689258, 4, 15, 0.14830724368489537],
    [6.37164347, 1, 4, 0.065064263767747],
    [0.02, 1, 4, 0.8943736167296328],
    [1, 1, 1, 0.5000000000000001],
    [50, 3, 100, 7.94442467908758e-20],
    [0.9, 500, 700, 0.8967444942286512],
    [1.2, 1000, 1000, 0.0019880941301496534],
    [30, 2, 2, 0.03225806451612903],
  ] as const;
  tails.forEach(([x, a, b, p]) => expect(Math.abs(fAbove(x, a, b) - p)).toBeLessThanOrEqual(1e-11 * p + 1e-14));
});

test("NaN has no tail, and what cannot be less has all", () => {
  expect([chiSquaredAbove(Number.NaN, 3), fAbove(Number.NaN, 1, 1)]).toEqual([Number.NaN, Number.NaN]);
  expect([chiSquaredAbove(0, 3), fAbove(-1, 1, 1), fAbove(Number.POSITIVE_INFINITY, 1, 1)]).toEqual([1, 1, 0]);
});
