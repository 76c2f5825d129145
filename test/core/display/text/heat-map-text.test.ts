import { expect, test } from "vitest";
import { heatMapText } from "../../../../core/display/text/heat-map-text.ts";

const week = {
  rows: ["Mon", "Tue"],
  columns: ["am", "pm"],
  values: [
    [0, 9],
    [5, null],
  ],
};

test("shades rise from the least value to the greatest, and a missing value is a dot", () => {
  expect(heatMapText(week, { title: "Delay" }).split("\n")).toEqual([
    "Delay",
    "    am pm",
    "Mon ░░░███",
    "Tue ▓▓▓ · ",
    "    0 ░▒▓█ 9",
  ]);
});

test("cells of a terminal are painted, diverging ones grey at zero", () => {
  const grid = { rows: ["a"], columns: ["x", "y", "z"], values: [[-3, 0, 3]] };
  const codes = [
    ...heatMapText(grid, { color: "terminal", colors: "diverging" })
      .split("\n")[1]!
      .matchAll(/48;5;(\d+)m/g),
  ];
  expect(codes.map(([, code]) => code)).toEqual(["25", "254", "124"]);
});

test("columns that have no room are left out and counted", () => {
  const columns = Array.from({ length: 100 }, (_, at) => String(at));
  const lines = heatMapText({ rows: ["a"], columns, values: [columns.map(Number)] }, { width: 22 }).split("\n");
  expect(lines[1]?.length).toBe(22);
  expect(lines.at(-1)).toBe("… 80 more columns");
});

test("only the labels that do not touch stand above the cells", () => {
  const columns = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`);
  const header = heatMapText({ rows: ["a"], columns, values: [columns.map((_, at) => at)] }, { width: 50 }).split(
    "\n",
  )[0];
  expect(header).toBe("  00:00 03:00 06:00 09:00 12:00 15:00 18:00 21:00");
});

test("a grid without a value is no data", () => {
  expect(heatMapText({ rows: [], columns: [], values: [] })).toBe("no data");
  expect(heatMapText({ rows: ["a"], columns: ["b"], values: [[null]] })).toBe("no data");
});
