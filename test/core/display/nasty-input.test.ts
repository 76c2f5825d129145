import { describe, expect, test } from "vitest";
import * as display from "../../../core/display/mod.ts";
import { problemsOf } from "./markup.ts";

const { barChart, binsOf, heatMapChart, histogramChart, htmlPage, lineChart, scatterChart, smallMultiples, tableHtml } =
  display;

const many = Array.from({ length: 100_000 }, (_, at) => Math.sin(at / 997) * 50 + ((at * 7919) % 101));

/** Values by what is nasty about them. */
const values: Readonly<Record<string, readonly display.ChartValue[]>> = {
  "no values": [],
  "one value": [3],
  "one value that is zero": [0],
  "equal values": [7, 7, 7, 7],
  "only NaN": [Number.NaN, Number.NaN],
  "only null": [null, undefined, null],
  "infinities among numbers": [1, Number.POSITIVE_INFINITY, 3, Number.NEGATIVE_INFINITY, 2],
  "negative zero": [-0, -0],
  "negative values": [-5, -3, -10],
  "both signs": [-5, 0, 5],
  "values of 1e300": [1e300, -1e300, 0],
  "the largest numbers": [Number.MAX_VALUE, -Number.MAX_VALUE],
  "the smallest number": [5e-324, 0],
  "only the smallest number": [5e-324, 5e-324],
  "neighbouring large numbers": [1e16, 1e16 + 2, 1e16 + 4],
  "neighbouring fractions": [1, 1 + Number.EPSILON, 1 + 2 * Number.EPSILON],
  "bigints beyond 2^53": [2n ** 60n, 2n ** 61n],
  "dates, one of them invalid": [new Date(0), new Date(Number.NaN), new Date(86_400_000)],
  "the farthest dates": [new Date(-8.64e15), new Date(8.64e15)],
  "every second one missing": [1, null, 2, null, 3, Number.NaN, 4],
  "100,000 values": many,
};

const texts: Readonly<Record<string, string>> = {
  "a closing script": "</script><script>alert(1)</script>",
  "a closing style and title": "</style></title></text></svg>",
  quotes: `"it's" \`x\` onload="alert(1)`,
  entities: "&amp; &lt; & &#x3c;",
  "an escape sequence": "\u001b[31mred\u001b[0m\u0007",
  "line breaks": "a\nb\r\tc\u2028d",
  "right-to-left text and its controls": "שלום \u202e abc \u2066 مرحبا",
  "wide characters and joined emoji": "東京駅 👩‍👩‍👧‍👦 e\u0301",
  "lone surrogates and noncharacters": "\ud800 \udfff \ufffe \uffff \u0000",
  "a name of Object.prototype": "__proto__",
  "ten kilobytes": "x".repeat(10_000),
  nothing: "",
};

type Draw = (y: readonly display.ChartValue[], text: string) => string;

const labels = (count: number, text: string): string[] =>
  Array.from({ length: count }, (_, at) => `${text}${at || ""}`);

/** Every picture as a function of values and of a text that stands wherever a text can. */
const pictures: Readonly<Record<string, Draw>> = {
  lineChart: (y, text) =>
    lineChart(
      [
        { name: text, x: y.map((_, at) => at), y },
        { name: text, x: y, y },
      ],
      xy(text),
    ),
  "lineChart over the values": (y, text) => lineChart([{ name: text, x: y, y: y.map((_, at) => at) }], xy(text)),
  "lineChart on log scales": (y, text) =>
    lineChart([{ name: text, x: y, y }], { ...xy(text), xScale: "log", yScale: "log" }),
  "lineChart of times": (y, text) => lineChart([{ name: text, x: y, y }], { ...xy(text), xScale: "time" }),
  scatterChart: (y, text) => scatterChart([{ name: text, x: y, y: [...y].reverse() }], xy(text)),
  "barChart upwards": (y, text) => bars(y.slice(0, 500), text, { direction: "up" }),
  "barChart to the right": (y, text) => bars(y.slice(0, 500), text, { direction: "right" }),
  "barChart stacked": (y, text) => bars(y.slice(0, 500), text, { layout: "stacked" }),
  histogramChart: (y, text) => histogramChart(binsOf(y), xy(text)),
  heatMapChart: (y, text) => heatMapChart(grid(y.slice(0, 500), text), { title: text, subtitle: text }),
  "heatMapChart diverging": (y, text) => heatMapChart(grid(y.slice(0, 500), text), { colors: "diverging" }),
  smallMultiples: (y, text) =>
    smallMultiples([{ title: text, series: [{ name: text, x: y.map((_, at) => at), y }] }], xy(text)),
};

function xy(text: string): display.XyChartOptions {
  return { title: text, subtitle: text, xLabel: text, yLabel: text };
}

function bars(y: readonly display.ChartValue[], text: string, options: display.BarChartOptions): string {
  const series = [
    { name: text, values: y },
    { name: text, values: [...y].reverse() },
  ];
  return barChart({ labels: labels(y.length, text), series }, { title: text, valueLabel: text, ...options });
}

function grid(y: readonly display.ChartValue[], text: string): display.Grid {
  return { rows: [text, `${text}2`], columns: labels(y.length, text), values: [y, [...y].reverse()] };
}

describe.each(Object.entries(pictures))("%s", (_, draw) => {
  test.each(Object.entries(values))("draws %s as well-formed SVG without impossible numbers", (_, y) => {
    expect(problemsOf(draw(y, "delay"))).toEqual([]);
  });

  test.each(Object.entries(texts))("shows %s as text and as nothing else", (_, text) => {
    const svg = draw([1, 2, null, 4], text);
    expect(problemsOf(svg)).toEqual([]);
    expect(svg.length).toBeLessThan(400_000);
  });

  test("is at most 1.5 MB for 100,000 values", () => {
    expect(draw(many, "delay").length).toBeLessThan(1_500_000);
  });
});

test.each(Object.entries(texts))("a page with %s is well-formed", (_, text) => {
  const content = [tableHtml({ columns: [{ name: text, type: text, values: [text, null] }], rowCount: 2 })];
  const page = htmlPage({ title: text, subtitle: text, sections: [{ heading: text, text, content }] });
  expect(problemsOf(page)).toEqual([]);
});
