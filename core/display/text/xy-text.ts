import type { Series } from "../chart-data.ts";
import { visible } from "../escape.ts";
import { type Paint, paintFor } from "../paint.ts";
import { cutToWidth, textWidth } from "../text-width.ts";
import { type DrawnSeries, drawnSeries, type XyAxes, type XyOptions, xyAxes } from "../xy-axes.ts";
import { chartLine, xAxisLines, yAxisLines } from "./axis-lines.ts";
import { type Braille, braille } from "./braille.ts";
import { headLines } from "./head-lines.ts";
import { characters, chartWidth, type TextChartOptions } from "./text-chart-options.ts";

/** What a chart of points for a terminal can be told. */
export interface XyTextOptions extends TextChartOptions, XyOptions {
  /** Lines of the plot, at least 3; title, legend and axis stand around it. Default 12. */
  readonly height?: number;
}

/** Draws a series, given the dots of its points. */
export type DrawDots = (canvas: Braille, xs: ArrayLike<number>, ys: ArrayLike<number>, owner: number) => void;

/** Series on common axes: above each other in colors, or one below the other, as a single color cannot tell them apart. */
export function xyText(
  series: readonly Series[],
  options: XyTextOptions,
  ends: "exact" | "nice",
  draw: DrawDots,
): string {
  const { title, height = 12, color = "plain" } = options;
  const [width, paint] = [chartWidth(options), paintFor(color)];
  const drawn = drawnSeries(series.filter(({ isReference }) => !isReference)).map((one, owner) => ({ ...one, owner }));
  const panels = color === "terminal" || drawn.length < 2 ? [drawn] : drawn.map((one) => [one]);
  const head = headLines({ title, names: panels.length > 1 ? [] : drawn.map(({ name }) => name) }, width, paint);
  if (!drawn.some(hasPoint)) return [...head, paint.dim("no data")].join("\n");
  const rows = Math.max(3, Math.floor(characters(height, 3) / panels.length));
  const axes = xyAxes(series, options, { xCount: width / 14, yCount: Math.max(2, rows / 2), ends });
  const layout = { axes, width, rows, paint, draw };
  return [
    ...head,
    ...labelLines(options, width, paint),
    ...panels.flatMap((panel, at) => {
      const name = panels.length > 1 ? [cutToWidth(visible(panel[0]!.name), width)] : [];
      return [...name, ...panelLines(panel, { ...layout, isLast: at === panels.length - 1 })];
    }),
  ].join("\n");
}

interface OwnedSeries extends DrawnSeries {
  readonly owner: number;
}

interface PanelLayout {
  readonly axes: XyAxes;
  readonly width: number;
  readonly rows: number;
  readonly paint: Paint;
  readonly draw: DrawDots;
  /** The last panel has the horizontal axis for all of them. */
  readonly isLast: boolean;
}

function hasPoint({ x, y }: DrawnSeries): boolean {
  return x.some((value, at) => !Number.isNaN(value + y[at]!));
}

function panelLines(panel: readonly OwnedSeries[], layout: PanelLayout): string[] {
  const { axes, width, rows, paint, draw, isLast } = layout;
  const left = yAxisLines(axes.y, rows, Math.floor(width / 3));
  const indent = textWidth(left[0]!);
  const columns = width - indent;
  const canvas = braille(columns, rows);
  for (const { x, y, owner } of panel) {
    const xs = x.map((value) => Math.round(axes.x.share(value) * (columns * 2 - 1)));
    const ys = y.map((value) => Math.round((1 - axes.y.share(value)) * (rows * 4 - 1)));
    draw(canvas, xs, ys, owner);
  }
  const plot = left.map((label, row) => paint.dim(label) + rowText(canvas, row, paint));
  if (!isLast) return plot;
  const [line, ...labels] = xAxisLines(axes.x, columns);
  const below = [`${" ".repeat(indent - 1)}└${line}`, ...labels.map((text) => " ".repeat(indent) + text)];
  return [...plot, ...below.map((text) => paint.dim(chartLine(text, width)))];
}

function rowText(canvas: Braille, row: number, paint: Paint): string {
  const runs = canvas.row(row);
  if (runs.at(-1)?.owner === -1) runs.pop();
  return runs.map(({ text, owner }) => (owner < 0 ? text : paint.series(owner, text))).join("");
}

function labelLines({ xLabel, yLabel }: XyOptions, width: number, paint: Paint): string[] {
  const parts = [...(yLabel === undefined ? [] : [`↑ ${yLabel}`]), ...(xLabel === undefined ? [] : [`→ ${xLabel}`])];
  return parts.length === 0 ? [] : [paint.dim(cutToWidth(visible(parts.join("   ")), width))];
}
