import { expect, test } from "vitest";
import { lineText } from "../../../../core/display/text/line-text.ts";

const rising = { name: "a", x: [0, 1, 2, 3, 4], y: [0, 1, 2, 3, 4] };

test("a line runs from the lower left to the upper right of its axes", () => {
  expect(lineText([rising], { title: "Rising", width: 20, height: 4 }).split("\n")).toEqual([
    "Rising",
    "4 ┤             ⢀⡠⠔⠊",
    "2 ┤         ⢀⡠⠔⠊⠁",
    "  │    ⣀⠤⠔⠒⠉⠁",
    "0 ┤⣀⠤⠒⠉",
    "  └┬───────┬───────┬",
    "   0       2       4",
  ]);
});

test("a missing value breaks the line", () => {
  const [row] = lineText([{ name: "a", x: [0, 1, 2, 3, 4], y: [1, 1, null, 1, 1] }], { width: 23, height: 3 })
    .split("\n")
    .filter((line) => /[\u2801-\u28ff]/.test(line));
  expect(row?.slice(row.search(/[┤│]/) + 1)).toMatch(/^[\u2801-\u28ff]{5} {8,9}[\u2801-\u28ff]{5}$/u);
});

test("without colors several series are drawn below each other, on the same axes", () => {
  const lines = lineText([rising, { ...rising, name: "b", y: [4, 3, 2, 1, 0] }], { width: 20, height: 6 }).split("\n");
  expect(lines.filter((line) => line === "a" || line === "b")).toEqual(["a", "b"]);
  expect(lines.filter((line) => line.startsWith("4 ┤")).length).toBe(2);
  expect(lines.filter((line) => line.includes("└")).length).toBe(1);
});

test("with colors several series are drawn above each other and named in a legend", () => {
  const text = lineText([rising, { ...rising, name: "b", y: [4, 3, 2, 1, 0] }], {
    width: 20,
    height: 6,
    color: "terminal",
  });
  const lines = text.split("\n");
  expect(lines[0]).toBe("\u001b[38;5;68m■\u001b[39m a  \u001b[38;5;214m■\u001b[39m b");
  expect(lines.length).toBe(1 + 6 + 2);
});

test("hours of several days have the day below where it begins", () => {
  const x = Array.from({ length: 49 }, (_, hour) => new Date(Date.UTC(2001, 0, 31, hour)));
  const lines = lineText([{ name: "a", x, y: x.map((_, at) => at) }], { width: 50, height: 4 }).split("\n");
  expect(lines.at(-2)).toMatch(/^ +00:00 +12:00 +00:00 +12:00 +00:00$/);
  expect(lines.at(-1)).toMatch(/^ +31 Jan 2001 +1 Feb 2001 +2 Feb 2001$/);
});

test("axes are named above the drawing", () => {
  expect(lineText([rising], { xLabel: "hour", yLabel: "flights", width: 30 }).split("\n")[0]).toBe(
    "↑ flights   → hour",
  );
});

test("no point is said to be no data", () => {
  expect(lineText([{ name: "a", x: [1, 2], y: [null, Number.NaN] }], { title: "Delay" })).toBe("Delay\nno data");
  expect(lineText([])).toBe("no data");
});
