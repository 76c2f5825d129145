import { expect, test } from "vitest";
import { lineChart } from "../../../../core/display/svg/line-chart.ts";

const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
const path = (svg: string): string | undefined => / d="([^"]*)"/.exec(svg)?.[1];

test("a picture has its title, its axes' names and its ticks", () => {
  const svg = lineChart([{ name: "flights", x: [0, 1, 2], y: [0, 50, 100] }], {
    title: "Flights an hour",
    subtitle: "2001",
    xLabel: "hour",
    yLabel: "flights",
    xFormat: (value) => `${value} h`,
    width: 300,
    height: 200,
  });
  expect(texts(svg)).toEqual([
    "Flights an hour",
    "2001",
    "0",
    "50",
    "100",
    "flights",
    "0 h",
    "0.5 h",
    "1 h",
    "1.5 h",
    "2 h",
    "hour",
  ]);
  expect(svg).toContain(`width="300" height="200" viewBox="0 0 300 200" role="img" aria-label="Flights an hour"`);
});

test("a legend tells several series apart; a single one needs none", () => {
  const one = { name: "ORD", x: [1, 2], y: [1, 2] };
  expect(texts(lineChart([one]))).not.toContain("ORD");
  expect(texts(lineChart([one, { ...one, name: "ATL" }])).slice(0, 2)).toEqual(["ORD", "ATL"]);
});

test("a missing value breaks the line, and a lone point is a dot", () => {
  const line = path(lineChart([{ name: "a", x: [0, 1, 2, 3], y: [1, 2, null, 3] }]))!;
  expect(line).toMatch(/^M[\d.,]+L[\d.,]+M[\d.,]+h0$/);
});

test("dates make the axis one of time", () => {
  const x = [0, 1, 2].map((hour) => new Date(Date.UTC(2001, 0, 1, hour)));
  expect(texts(lineChart([{ name: "a", x, y: [1, 2, 3] }]))).toContain("1 Jan 2001");
});

test("on a logarithmic axis equal factors are equally high, and zero has no place", () => {
  const svg = lineChart([{ name: "a", x: [0, 1, 2, 3], y: [1, 10, 100, 0] }], { yScale: "log" });
  const heights = [...path(svg)!.matchAll(/,([\d.]+)/g)].map(([, y]) => Number(y));
  expect(heights.length).toBe(3);
  expect(heights[0]! - heights[1]!).toBeCloseTo(heights[1]! - heights[2]!, 0);
});

test("few points have a tooltip each, many none", () => {
  const chart = (count: number): string => {
    const x = Array.from({ length: count }, (_, at) => at);
    return lineChart([{ name: "delay", x, y: x }]);
  };
  expect(chart(2)).toContain("<title>delay · 1 · 1</title>");
  expect(chart(1000)).not.toContain("<title>");
});

test("no data is an empty plot with its title", () => {
  expect(texts(lineChart([], { title: "Nothing" }))[0]).toBe("Nothing");
});
