import { describe, expect, test } from "vitest";
import {
  barText,
  binsOf,
  type ChartValue,
  heatMapText,
  histogramText,
  lineText,
  scatterText,
  sparkline,
} from "../../../../core/display/mod.ts";
import { textWidth } from "../../../../core/display/text-width.ts";

const many = Array.from({ length: 100_000 }, (_, at) => Math.sin(at / 997) * 50 + ((at * 7919) % 101));

const values: Readonly<Record<string, readonly ChartValue[]>> = {
  "no values": [],
  "one value": [3],
  "equal values": [7, 7, 7, 7],
  "only zeros": [0, -0, 0],
  "only missing values": [null, undefined, Number.NaN],
  "infinities among numbers": [1, Number.POSITIVE_INFINITY, 3, Number.NEGATIVE_INFINITY, 2],
  "negative values": [-5, -3, -10],
  "both signs": [-5, 0, 5],
  "far more below zero than above": [-1e9, 1e-9],
  "values of 1e300": [1e300, -1e300, 0],
  "the largest numbers": [Number.MAX_VALUE, -Number.MAX_VALUE],
  "the smallest number": [5e-324, 0],
  "neighbouring large numbers": [1e16, 1e16 + 2, 1e16 + 4],
  "bigints beyond 2^53": [2n ** 60n, 2n ** 61n],
  "dates, one of them invalid": [new Date(0), new Date(Number.NaN), new Date(86_400_000)],
  "the farthest dates": [new Date(-8.64e15), new Date(8.64e15)],
  "100,000 values": many,
};

const texts: Readonly<Record<string, string>> = {
  "an escape sequence": "\u001b[31mred\u001b[0m\u0007\u009b2J",
  "line breaks and tabs": "a\nb\r\tc\u2028d",
  "right-to-left text and its controls": "שלום \u202e abc \u2066 مرحبا",
  "wide characters and joined emoji": "東京駅 👩‍👩‍👧‍👦 e\u0301",
  "lone surrogates": "\ud800 \udfff",
  "a name of Object.prototype": "__proto__",
  "ten kilobytes": "x".repeat(10_000),
  "ten kilobytes of wide characters": "京".repeat(10_000),
  nothing: "",
};

interface Look {
  readonly width: number;
  readonly color: "plain" | "terminal";
}

type Draw = (y: readonly ChartValue[], text: string, look: Look) => string;

const labels = (count: number, text: string): string[] =>
  Array.from({ length: count }, (_, at) => `${text}${at || ""}`);
const two = (y: readonly ChartValue[], text: string): { name: string; values: readonly ChartValue[] }[] => [
  { name: text, values: y },
  { name: text, values: [...y].reverse() },
];

const charts: Readonly<Record<string, Draw>> = {
  lineText: (y, text, look) => lineText([{ name: text, x: y.map((_, at) => at), y }], { title: text, ...look }),
  "lineText of two series": (y, text, look) =>
    lineText(
      two(y, text).map(({ name, values }) => ({ name, x: y, y: values })),
      { title: text, xLabel: text, yLabel: text, ...look },
    ),
  "lineText on log scales": (y, text, look) =>
    lineText([{ name: text, x: y, y }], { xScale: "log", yScale: "log", ...look }),
  scatterText: (y, text, look) =>
    scatterText([{ name: text, x: y, y }], { title: text, xFormat: () => text, yFormat: () => text, ...look }),
  barText: (y, text, look) =>
    barText({ labels: labels(y.length, text), series: two(y, text).slice(0, 1) }, { title: text, ...look }),
  "barText of two series": (y, text, look) =>
    barText({ labels: labels(y.length, text), series: two(y, text) }, { title: text, format: () => text, ...look }),
  histogramText: (y, text, look) => histogramText(binsOf(y), { title: text, ...look }),
  heatMapText: (y, text, look) =>
    heatMapText(
      { rows: [text, "b"], columns: labels(y.length, text), values: [y, [...y].reverse()] },
      { title: text, format: () => text, ...look },
    ),
  sparkline: (y, _, { width }) => sparkline(y, { width }),
};

/** What is wrong with lines for a terminal: one that is too wide, and characters that steer it. */
function problemsOf(text: string, { width, color }: Look): string[] {
  const seen = color === "terminal" ? text.replaceAll(colorCode, "") : text;
  const wide = seen.split("\n").filter((line) => textWidth(line) > width);
  const steers = steering.test(seen) || !seen.isWellFormed();
  return [
    ...wide.map((line) => `too wide: ${line}`),
    ...(steers ? ["steers the terminal"] : []),
    ...(/NaN|undefined|\[object/.test(seen) ? ["shows NaN"] : []),
  ];
}

const colorCode = /\p{Cc}\[[\d;]*m/gu;
const steering = /(?!\n)[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;

const looks: readonly Look[] = [
  { width: 20, color: "plain" },
  { width: 80, color: "plain" },
  { width: 61, color: "terminal" },
];

describe.each(Object.entries(charts))("%s", (_, draw) => {
  test.each(Object.entries(values))("draws %s within its width", (_, y) => {
    for (const look of looks) expect(problemsOf(draw(y, "delay", look), look)).toEqual([]);
  });

  test.each(Object.entries(texts))("shows %s as text within its width", (_, text) => {
    for (const look of looks) expect(problemsOf(draw([1, 2, null, 4], text, look), look)).toEqual([]);
  });

  test.each([Number.NaN, -5, 0, 0.5, 1e9, Number.POSITIVE_INFINITY])("draws something for a width of %s", (width) => {
    expect(draw([1, 2, 3], "delay", { width, color: "plain" }).length).toBeLessThan(100_000);
  });
});
