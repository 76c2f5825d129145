import { type AxisOptions, axisOptions } from "../chart/options.ts";
import { type ChartData, type Points, seriesOf, sortedPoints } from "../chart/series.ts";
import { thinned } from "../chart/thin.ts";
import { placesIn, type XyScales, xyScales } from "../chart/xy-scales.ts";
import { visible } from "../escape.ts";
import { cutToWidth } from "../text-width.ts";
import { type Braille, braille } from "./braille.ts";
import { framedText } from "./frame-text.ts";
import { namesLine } from "./names-line.ts";
import { bold, dimmed, inSeriesColor, type TextColor } from "./paint.ts";
import { characters } from "./text-size.ts";

export interface LineChartTextOptions {
  readonly title?: string;
  /** The horizontal axis, or only its label. */
  readonly x?: string | AxisOptions;
  /** The vertical axis, or only its label. */
  readonly y?: string | AxisOptions;
  /** Characters in a line, at least 20. Default 80. */
  readonly width?: number;
  /** Lines of the drawing, at least 3; title and axis stand around them. Default 12. */
  readonly height?: number;
  /** `"plain"` draws several series below one another, as one colour cannot tell them apart. Default `"plain"`. */
  readonly color?: TextColor;
}

/**
 * Lines through points in order of x for a terminal, eight dots in a character. A missing y leaves a gap.
 *
 * @param options Sizes in characters and lines.
 * @example
 * ```ts
 * import { lineChartText } from "millrace/display";
 * const y = Array.from({ length: 200 }, (_, at) => Math.sin(at / 20));
 * console.log(lineChartText({ y }, { title: "A wave", width: 60, height: 8 }));
 * ```
 */
export function lineChartText(data: ChartData, options: LineChartTextOptions = {}): string {
  const { title, color = "plain" } = options;
  const width = characters(options.width, 80, 20);
  const height = characters(options.height, 12, 3);
  const series = seriesOf(data);
  const points = series.map(sortedPoints);
  const counts = { x: Math.max(2, Math.floor(width / 14)), y: Math.max(2, Math.floor(height / 3)) };
  const scales = xyScales(series, points, options, counts);
  const names = points.map(({ name }) => visible(name));
  const lines = title === undefined ? [] : [bold(cutToWidth(visible(title), width), color)];
  if (scales.isEmpty) return [...lines, dimmed("no data", color)].join("\n");
  if (color === "terminal" || points.length === 1) {
    if (points.length > 1) lines.push(namesLine(names, width, color));
    lines.push(...panel(points, scales, options, width, height, color));
  } else {
    const each = Math.max(3, Math.floor(height / points.length));
    for (const [at, one] of points.entries()) {
      lines.push(cutToWidth(names[at]!, width), ...panel([one], scales, options, width, each, color));
    }
  }
  return lines.join("\n");
}

function panel(
  points: readonly Points[],
  scales: XyScales,
  options: LineChartTextOptions,
  width: number,
  height: number,
  color: TextColor,
): string[] {
  const labels = { x: axisOptions(options.x).label, y: axisOptions(options.y).label };
  return framedText({ scales, labels, width, height, color }, (columns) => {
    const canvas = braille(columns, height);
    points.forEach((each, at) => drawLine(canvas, each, scales, at));
    return Array.from({ length: height }, (_, row) => coloured(canvas.row(row), color));
  });
}

function drawLine(canvas: Braille, points: Points, scales: XyScales, series: number): void {
  const places = placesIn(points, scales, { left: 0, right: canvas.width - 1, top: 0, bottom: canvas.height - 1 });
  let before = -1;
  for (const at of thinned(places.x, places.y)) {
    const [x, y] = [Math.round(places.x[at]!), Math.round(places.y[at]!)];
    if (Number.isNaN(x) || Number.isNaN(y)) before = -1;
    else {
      if (before < 0) canvas.dot(x, y, series);
      else canvas.line(Math.round(places.x[before]!), Math.round(places.y[before]!), x, y, series);
      before = at;
    }
  }
}

/** The characters of a row, neighbours of one colour together. */
function coloured({ cells, series }: ReturnType<Braille["row"]>, color: TextColor): string {
  if (color === "plain") return cells.join("");
  let text = "";
  for (let start = 0; start < cells.length; ) {
    let end = start + 1;
    while (end < cells.length && series[end] === series[start]) end++;
    const run = cells.slice(start, end).join("");
    text += series[start] === 255 ? run : inSeriesColor(run, series[start]!, color);
    start = end;
  }
  return text;
}
