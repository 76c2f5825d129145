import { expect, test } from "vitest";
import { heatMapChart } from "../../../../core/display/svg/heat-map-chart.ts";

const grid = {
  rows: ["Mon", "Tue"],
  columns: ["am", "pm"],
  values: [
    [-4, 8],
    [0, null],
  ],
};
const colors = (svg: string): (string | undefined)[] =>
  [...svg.matchAll(/class="mr-cell" fill="([^"]*)"/g)].map(([, color]) => color);

test("sequential colors go from the least value to the greatest", () => {
  expect(colors(heatMapChart(grid))).toEqual(["rgb(68,1,84)", "rgb(253,231,37)", "rgb(49,102,141)"]);
});

test("diverging colors are grey at zero, whatever the extremes", () => {
  expect(colors(heatMapChart(grid, { colors: "diverging" }))).toEqual([
    "rgb(146,197,222)",
    "rgb(178,24,43)",
    "rgb(240,240,240)",
  ]);
});

test("cells hold their values where there is room, missing ones are empty and say so", () => {
  const svg = heatMapChart(grid, { format: (value) => `${value} min` });
  expect(svg).toContain(">8 min</text>");
  expect(svg).toContain('class="mr-empty"><title>Tue · pm · no value</title>');
});

test("many columns are labelled as far as their labels have room", () => {
  const columns = Array.from({ length: 500 }, (_, at) => `column ${at}`);
  const svg = heatMapChart({ rows: ["a"], columns, values: [columns.map((_, at) => at)] });
  const labels = svg.match(/>column \d+<\/text>/g)!;
  expect(labels.length).toBeGreaterThan(3);
  expect(labels.length).toBeLessThan(15);
});
