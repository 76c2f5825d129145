import { expect, test } from "vitest";
import { scatterChart } from "../../../../core/display/svg/scatter-chart.ts";

test("each point that has a place is a dot with a tooltip", () => {
  const svg = scatterChart([{ name: "ORD", x: [1, 2, 3], y: [4, null, 9] }]);
  expect([...svg.matchAll(/<title>([^<]*)/g)].map(([, tip]) => tip)).toEqual(["ORD · 1 · 4", "ORD · 3 · 9"]);
});

test("many points are one path, a dot for each pixel that holds any", () => {
  const x = Array.from({ length: 50_000 }, (_, at) => at % 100);
  const path = / d="([^"]*)"/.exec(scatterChart([{ name: "a", x, y: x }]))![1]!;
  expect(path.match(/M/g)!.length).toBe(100);
});
