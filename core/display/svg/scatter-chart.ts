import type { Series } from "../chart-data.ts";
import { type DrawnSeries, drawnSeries, type XyAxes, xyAxes } from "../xy-axes.ts";
import { sizeOf, type XyChartOptions } from "./chart-options.ts";
import { decimalText, element } from "./element.ts";
import { type PlotBox, xPixel, yPixel } from "./plot-box.ts";
import { pointMarkup } from "./point-markup.ts";
import { referenceMarkup } from "./reference-markup.ts";
import { seriesColor } from "./theme.ts";
import { xyPicture } from "./xy-picture.ts";

/**
 * Points as an SVG picture. Many points are drawn as one path, a point for each pixel that holds any.
 *
 * @example
 * ```ts
 * import { scatterChart } from "millrace/display";
 *
 * const svg = scatterChart([{ name: "ORD", x: [120, 860, 1745], y: [4, 9, 31] }], { xLabel: "miles", yLabel: "minutes" });
 * console.log(svg.startsWith("<svg")); // true
 * ```
 */
export function scatterChart(series: readonly Series[], options: XyChartOptions = {}): string {
  const axes = xyAxes(series, options, sizeOf(options, "nice"));
  const own = series.filter(({ isReference }) => !isReference);
  return xyPicture({
    options,
    names: own.map(({ name }) => name),
    x: axes.x,
    y: axes.y,
    marks: (box) =>
      referenceMarkup(series, axes, box) +
      drawnSeries(own)
        .map((one, at) => cloudMarkup(one, at, axes, box))
        .join(""),
  });
}

/** More points than these get no tooltip. */
const mostTooltips = 1000;

function cloudMarkup(one: DrawnSeries, at: number, axes: XyAxes, box: PlotBox): string {
  const [xs, ys] = [one.x.map(xPixel(axes.x, box)), one.y.map(yPixel(axes.y, box))];
  const color = seriesColor(at);
  if (one.x.length > mostTooltips) return element("path", { class: "mr-cloud", stroke: color, d: cloudPath(xs, ys) });
  const points = pointMarkup(one, xs, ys, { color, shown: "always", xIsTime: axes.xScale === "time" });
  return element("g", { "fill-opacity": 0.75 }, points);
}

/** A dot at each pixel that holds a point. */
function cloudPath(xs: ArrayLike<number>, ys: ArrayLike<number>): string {
  const places = new Set<string>();
  for (let at = 0; at < xs.length; at++) {
    if (!Number.isNaN(xs[at]! + ys[at]!)) places.add(`M${pixelText(xs[at]!)},${pixelText(ys[at]!)}h0`);
  }
  return [...places].join("");
}

function pixelText(position: number): string {
  return decimalText(Math.round(position));
}
