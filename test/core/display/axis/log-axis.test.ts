import { expect, test } from "vitest";
import type { Extent } from "../../../../core/display/axis/extent.ts";
import { logAxis } from "../../../../core/display/axis/log-axis.ts";

const ticks = (extent: Extent, count = 5): string =>
  logAxis(extent, { count, format: undefined })
    .ticks.map(({ label }) => label)
    .join(" ");

test("ticks are powers of ten, every nth of many", () => {
  expect(ticks([3, 2e6])).toBe("1 100 10,000 1M");
  expect(ticks([1, 1000])).toBe("1 10 100 1,000");
  expect(ticks([1e-9, 1e12])).toBe("1e−9 0.0001 10 1M 100G");
});

test("between few powers 2 and 5 times a power are ticks too", () => {
  expect(ticks([1, 8])).toBe("1 2 5 10");
  expect(ticks([5, 5])).toBe("1 2 5 10");
});

test("equal factors are equally long, and what is not positive has no place", () => {
  const axis = logAxis([1, 10_000], { count: 5, format: undefined });
  expect([1, 100, 10_000].map(axis.share)).toEqual([0, 0.5, 1]);
  expect([0, -1, Number.NaN].map(axis.share)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});

test("without a positive value the axis is linear", () => {
  expect(ticks([0, 5])).toBe("0 1 2 3 4 5");
});

test("the smallest numbers still have ticks", () => {
  expect(logAxis([Number.MIN_VALUE, 1], { count: 5, format: undefined }).ticks.every(({ value }) => value > 0)).toBe(
    true,
  );
});
