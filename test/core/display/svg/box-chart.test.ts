import fc from "fast-check";
import { expect, test } from "vitest";
import { boxesOf } from "../../../../core/display/boxes.ts";
import { boxChart, boxText } from "../../../../core/display/mod.ts";

const spreads = [
  { label: "ORD", values: [4, 9, 5, 7, 60] },
  { label: "<b>", values: [2, 3, null, Number.NaN, 8] },
  { label: "none", values: [] },
];

test("a box has its quartiles, whiskers within 1.5 times its length, and what lies beyond", () => {
  expect(boxesOf(spreads)).toEqual([
    { label: "ORD", count: 5, q25: 5, median: 7, q75: 9, low: 4, high: 9, outliers: Float64Array.of(60) },
    { label: "<b>", count: 3, q25: 2.5, median: 3, q75: 5.5, low: 2, high: 8, outliers: new Float64Array(0) },
  ]);
});

test("whiskers hold the box, every value is within or beyond them, whatever the values", () =>
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 40 }),
      (values) => {
        const [box] = boxesOf([{ label: "x", values }]);
        const { low, q25, median, q75, high, outliers } = box!;
        expect(low <= q25 && q25 <= median && median <= q75 && q75 <= high).toBe(true);
        expect(values.filter((value) => value < low || value > high).length).toBe(outliers.length);
      },
    ),
  ));

test("the picture has a box for each label that has values, escaped, and says more where the pointer rests", () => {
  const svg = boxChart(spreads, { title: "Delay", valueLabel: "minutes" });
  expect(svg.match(/<rect[^>]*rx="2"/g)).toHaveLength(2);
  expect(svg.match(/<circle/g)).toHaveLength(1);
  expect(svg).toContain("ORD: 5 values, 4 [5 7 9] 9, 1 beyond");
  expect(svg).not.toContain("<b>");
  expect(svg).not.toContain("NaN");
  expect(boxChart([])).toMatch(/^<svg/);
  expect(boxChart([{ label: "same", values: [3, 3, 3] }])).not.toContain("NaN");
});

test("a terminal is shown the same in characters", () => {
  const text = boxText(spreads, { title: "Delay", width: 60 });
  const [title, ord, other] = text.split("\n");
  expect(title).toBe("Delay");
  expect(ord).toMatch(/^ORD +├?▒+┃▒*┤? +·/);
  expect(other).toMatch(/^<b> /);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(boxText([])).toBe("no data");
});
