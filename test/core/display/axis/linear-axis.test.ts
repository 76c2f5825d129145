import { expect, test } from "vitest";
import type { Extent } from "../../../../core/display/axis/extent.ts";
import { linearAxis } from "../../../../core/display/axis/linear-axis.ts";

const ticks = (extent: Extent, count = 5): string =>
  linearAxis(extent, { count, ends: "nice", format: undefined })
    .ticks.map(({ label }) => label)
    .join(" ");

test("ticks are 1, 2 or 5 times a power of ten apart", () => {
  expect(ticks([0, 97])).toBe("0 20 40 60 80 100");
  expect(ticks([0, 0.4])).toBe("0 0.1 0.2 0.3 0.4");
  expect(ticks([-0.3, 0.31], 3)).toBe("−0.4 −0.2 0 0.2 0.4");
});

test("millions have a unit, thousands are grouped, and what neither suits has an exponent", () => {
  expect(ticks([0, 40_000])).toBe("0 10,000 20,000 30,000 40,000");
  expect(ticks([0, 1_234_567], 3)).toBe("0 0.5M 1.0M 1.5M");
  expect(ticks([1e6, 1e6 + 2], 2)).toBe("1,000,000 1,000,001 1,000,002");
  expect(ticks([0, 1e-7], 2)).toBe("0 5e−8 1e−7");
  expect(ticks([-1e300, 1e300], 4)).toBe("−1e300 −5e299 0 5e299 1e300");
});

test("a single value has room around it, and so have values too close to tell apart", () => {
  expect(ticks([5, 5], 3)).toBe("2 4 6 8");
  expect(ticks([0, 0], 2)).toBe("0 0.5 1.0");
  expect(ticks([5e-324, 1e-323], 2)).toBe("0 0.5 1.0");
  expect(ticks([-5, -5], 3)).toBe("−8 −6 −4 −2");
});

test("an axis ends with its values or at the ticks around them", () => {
  const exact = linearAxis([3, 97], { count: 5, ends: "exact", format: undefined });
  expect([exact.share(3), exact.share(50), exact.share(97)]).toEqual([0, 0.5, 1]);
  const nice = linearAxis([3, 97], { count: 5, ends: "nice", format: undefined });
  expect([nice.share(0), nice.share(100)]).toEqual([0, 1]);
});

test("a format names the ticks", () => {
  const axis = linearAxis([0, 1], { count: 2, ends: "nice", format: (value) => `${value * 100} %` });
  expect(axis.ticks.map(({ label }) => label)).toEqual(["0 %", "50 %", "100 %"]);
});
