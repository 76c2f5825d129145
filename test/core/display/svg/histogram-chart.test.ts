import { expect, test } from "vitest";
import { histogramChart } from "../../../../core/display/svg/histogram-chart.ts";

const bins = [
  { from: 0, to: 15, count: 4 },
  { from: 15, to: 60, count: 2 },
];

test("a bar is as wide as its bin and as high as its count", () => {
  const rectangles = [...histogramChart(bins).matchAll(/class="mr-bar"[^>]* width="([\d.]+)" height="([\d.]+)"/g)];
  const [[width, height], [nextWidth, nextHeight]] = rectangles.map((match) => match.slice(1).map(Number)) as [
    number[],
    number[],
  ];
  expect(nextWidth! / width!).toBeCloseTo(3, 1);
  expect(height! / nextHeight!).toBeCloseTo(2, 1);
});

test("a bar tells its bin and its count", () => {
  expect(histogramChart(bins)).toContain("<title>15 … 60 · 2</title>");
});

test("no bins are an empty plot", () => {
  expect(histogramChart([])).not.toContain('mr-bar"');
});
