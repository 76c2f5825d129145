import type { Series } from "../chart-data.ts";
import { type DrawnSeries, drawnSeries, type XyAxes, xyAxes } from "../xy-axes.ts";
import { sizeOf, type XyChartOptions } from "./chart-options.ts";
import { element } from "./element.ts";
import { linePath } from "./line-path.ts";
import { type PlotBox, xPixel, yPixel } from "./plot-box.ts";
import { pointMarkup } from "./point-markup.ts";
import { bandMarkup, referenceMarkup } from "./reference-markup.ts";
import { seriesColor } from "./theme.ts";
import { type XyPicture, xyPicture } from "./xy-picture.ts";

/**
 * Lines as an SVG picture. A missing value breaks the line. The vertical axis begins at zero where that wastes less
 * than a third of the picture.
 *
 * @example
 * ```ts
 * import { lineChart } from "millrace/display";
 *
 * const hours = [0, 1, 2].map((hour) => new Date(Date.UTC(2001, 0, 1, hour)));
 * const svg = lineChart([{ name: "flights", x: hours, y: [310, 402, 388] }], { title: "Flights an hour" });
 * console.log(svg.startsWith("<svg")); // true
 * ```
 */
export function lineChart(series: readonly Series[], options: XyChartOptions = {}): string {
  return xyPicture(linesOn(xyAxes(series, options, sizeOf(options, "exact")), series, options));
}

/** Lines on given axes, which several pictures may share. */
export function linesOn(axes: XyAxes, series: readonly Series[], options: XyChartOptions): XyPicture {
  const own = series.filter(({ isReference }) => !isReference);
  const drawn = drawnSeries(own);
  return {
    options,
    names: own.map(({ name }) => name),
    x: axes.x,
    y: axes.y,
    marks: (box) =>
      drawn.map((one, at) => bandMarkup(one, at, axes, box)).join("") +
      referenceMarkup(series, axes, box) +
      drawn.map((one, at) => lineMarkup(one, at, axes, box)).join(""),
  };
}

/** More points than these get neither a dot nor a tooltip. */
const mostDots = 40;
const mostTooltips = 120;

function lineMarkup(one: DrawnSeries, at: number, axes: XyAxes, box: PlotBox): string {
  const { x, y } = one;
  const [xs, ys] = [x.map(xPixel(axes.x, box)), y.map(yPixel(axes.y, box))];
  const color = seriesColor(at);
  const line = element("path", { class: "mr-line", stroke: color, d: linePath(xs, ys) });
  if (x.length > mostTooltips) return line;
  const shown = x.length <= mostDots ? "always" : "hovered";
  return line + pointMarkup(one, xs, ys, { color, shown, xIsTime: axes.xScale === "time" });
}
