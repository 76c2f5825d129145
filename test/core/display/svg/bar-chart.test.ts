import { expect, test } from "vitest";
import { barChart } from "../../../../core/display/svg/bar-chart.ts";

interface Bar {
  readonly width: number;
  readonly height: number;
  readonly tip: string;
}

/** The bars of a picture, in order. */
function bars(svg: string): Bar[] {
  const found = svg.matchAll(/<rect class="mr-bar"[^>]* width="([\d.]+)" height="([\d.]+)"[^>]*><title>([^<]*)/g);
  return [...found].map(([, width, height, tip]) => ({ width: Number(width), height: Number(height), tip: tip! }));
}

const delays = { labels: ["ORD", "ATL"], series: [{ name: "delay", values: [10, -5] }] };

test("bars are as long as their values, to either side of zero, and tell them", () => {
  const [first, second] = bars(barChart(delays));
  expect(first!.height).toBeCloseTo(second!.height * 2, 0);
  expect([first!.tip, second!.tip]).toEqual(["delay · ORD · 10", "delay · ATL · -5"]);
});

test("bars grow to the right where the labels would not fit below, and carry their values", () => {
  const labels = Array.from({ length: 9 }, (_, at) => `an airport with a long name ${at}`);
  const svg = barChart({ labels, series: [{ name: "delay", values: labels.map((_, at) => at + 0.5) }] });
  const [first, , third] = bars(svg);
  expect(third!.width).toBeCloseTo(first!.width * 5, -1);
  expect(svg).toContain(">8.5</text>");
});

test("a direction can be chosen, and a format names the values", () => {
  const svg = barChart(delays, { direction: "right", format: (value) => `${value} min` });
  expect(svg).toContain(">-5 min</text>");
  expect(bars(svg)[0]!.width).toBeGreaterThan(bars(svg)[0]!.height);
});

test("stacked bars stand on each other, grouped ones beside each other", () => {
  const data = {
    labels: ["a"],
    series: [
      { name: "x", values: [1] },
      { name: "y", values: [3] },
    ],
  };
  const places = (svg: string): number[] => [...svg.matchAll(/class="mr-bar" x="([\d.]+)"/g)].map(([, x]) => Number(x));
  const [stacked, grouped] = [places(barChart(data, { layout: "stacked" })), places(barChart(data))];
  expect(stacked[0]).toBe(stacked[1]);
  expect(grouped[0]).toBeLessThan(grouped[1]!);
});

test("a missing value has no bar, and no labels no bars", () => {
  expect(bars(barChart({ labels: ["a", "b"], series: [{ name: "x", values: [null, 1] }] })).length).toBe(1);
  expect(bars(barChart({ labels: [], series: [] }))).toEqual([]);
});
