import type { Axis } from "../axis/axis.ts";
import type { Series } from "../chart-data.ts";
import { visible } from "../escape.ts";
import { type Paint, paintFor } from "../paint.ts";
import type { XyChartOptions } from "../svg/chart-options.ts";
import { type DrawnSeries, drawnSeries, xyAxes } from "../svg/xy-axes.ts";
import { cutToWidth } from "../text-width.ts";
import { type Braille, braille } from "./braille.ts";
import { framedLines } from "./frame-lines.ts";
import { headLines } from "./head-lines.ts";
import { characters, defaultWidth, leastWidth, type TextChartOptions } from "./text-options.ts";

export interface LineChartTextOptions
  extends TextChartOptions,
    Pick<XyChartOptions, "xLabel" | "yLabel" | "xScale" | "yScale" | "xFormat" | "yFormat"> {
  /** Lines of the drawing, at least 3; title and axis stand around it. Default 12. */
  readonly height?: number;
}

/**
 * Lines for a terminal, eight dots in a character. A missing value breaks the line. Without colors several series are
 * drawn below each other, on the same axes.
 *
 * @param options Sizes in characters and lines.
 * @example
 * ```ts
 * import { lineChartText } from "millrace/display";
 *
 * const x = Array.from({ length: 200 }, (_, at) => at);
 * const wave = { name: "wave", x, y: x.map((at) => Math.sin(at / 20)) };
 * console.log(lineChartText([wave], { title: "A wave", width: 60, height: 8 }));
 * ```
 */
export function lineChartText(series: readonly Series[], options: LineChartTextOptions = {}): string {
  const { title, color = "plain" } = options;
  const width = characters(options.width, defaultWidth, leastWidth);
  const height = characters(options.height, 12, 3);
  const paint = paintFor(color);
  const drawn = drawnSeries(series);
  const isApart = color === "plain" && series.length > 1;
  const names = series.map(({ name }) => name);
  const head = headLines({ title, names: isApart ? [] : names }, width, paint);
  if (!drawn.some(hasPoint)) return [...head, paint.dim("no data")].join("\n");
  const lines = Math.max(3, isApart ? Math.floor(height / series.length) : height);
  // Ticks about 14 characters and 3 lines apart.
  const axes = xyAxes(series, { ...options, width: (width / 14) * 90, height: (lines / 3) * 70 }, "exact");
  const panel = (shown: readonly DrawnSeries[]): string[] =>
    framedLines({ ...axes, xLabel: options.xLabel, yLabel: options.yLabel, width, height: lines, paint }, (columns) =>
      drawing(shown, axes, columns, lines, paint),
    );
  if (!isApart) return [...head, ...panel(drawn)].join("\n");
  return [...head, ...drawn.flatMap((one) => [cutToWidth(visible(one.name), width), ...panel([one])])].join("\n");
}

function hasPoint({ x, y }: DrawnSeries): boolean {
  return x.some((value, at) => !Number.isNaN(value + y[at]!));
}

function drawing(
  series: readonly DrawnSeries[],
  axes: { readonly x: Axis; readonly y: Axis },
  columns: number,
  height: number,
  paint: Paint,
): string[] {
  const canvas = braille(columns, height);
  for (const [at, { x, y }] of series.entries()) {
    drawLine(
      canvas,
      x.map((value) => Math.round(axes.x.share(value) * (canvas.width - 1))),
      y.map((value) => Math.round((1 - axes.y.share(value)) * (canvas.height - 1))),
      at,
    );
  }
  return Array.from({ length: height }, (_, row) => painted(canvas.row(row), paint));
}

function drawLine(canvas: Braille, x: Float64Array, y: Float64Array, series: number): void {
  let before = -1;
  for (let at = 0; at < x.length; at++) {
    const from = before < 0 ? at : before;
    before = Number.isNaN(x[at]! + y[at]!) ? -1 : at;
    if (before === at) canvas.line(x[from]!, y[from]!, x[at]!, y[at]!, series);
  }
}

/** The characters of a row, neighbours of one color together. */
function painted({ cells, series }: ReturnType<Braille["row"]>, paint: Paint): string {
  let text = "";
  for (let start = 0; start < cells.length; ) {
    let end = start + 1;
    while (end < cells.length && series[end] === series[start]) end++;
    const run = cells.slice(start, end).join("");
    text += series[start] === 255 ? run : paint.series(series[start]!, run);
    start = end;
  }
  return text;
}
