import { axisFor } from "../axis/axis-for.ts";
import { extentOf, withZero } from "../axis/extent.ts";
import { linearAxis } from "../axis/linear-axis.ts";
import { closedBins } from "../bins.ts";
import type { Bin } from "../chart-data.ts";
import { numberText } from "../number-text.ts";
import { defaultHeight, defaultWidth, type XyChartOptions } from "./chart-options.ts";
import { element, tooltip } from "./element.ts";
import { xPixel, yPixel } from "./plot-box.ts";
import { seriesColor } from "./theme.ts";
import { xyPicture } from "./xy-picture.ts";

/** How bins are drawn. */
export type HistogramChartOptions = Omit<XyChartOptions, "xScale" | "yScale">;

/**
 * Counts of bins as an SVG picture, each as wide as its bin.
 *
 * @param bins What `binsOf` or the aggregate `histogram` gives.
 * @example
 * ```ts
 * import { binsOf, histogramChart } from "millrace/display";
 *
 * const svg = histogramChart(binsOf([3, -2, 14, 8, 95]), { xLabel: "delay, minutes", yLabel: "flights" });
 * console.log(svg.startsWith("<svg")); // true
 * ```
 */
export function histogramChart(bins: readonly Bin[], options: HistogramChartOptions = {}): string {
  const { width = defaultWidth, height = defaultHeight, xFormat, yFormat } = options;
  const drawn = closedBins(bins);
  const xExtent = extentOf([drawn.map(({ from }) => from), drawn.map(({ to }) => to)]);
  const yExtent = withZero(extentOf([drawn.map(({ count }) => count)]) ?? [0, 1]);
  const x = axisFor(xExtent, { kind: "linear", count: width / 90, ends: "exact", format: xFormat });
  const y = linearAxis(yExtent[1] > 0 ? yExtent : [0, 1], { count: height / 70, ends: "nice", format: yFormat });
  return xyPicture({
    options,
    names: ["histogram"],
    x,
    y,
    marks: (box) => drawn.map((bin) => binMarkup(bin, xPixel(x, box), yPixel(y, box))).join(""),
  });
}

type Pixel = (value: number) => number;

function binMarkup({ from, to, count }: Bin, xOf: Pixel, yOf: Pixel): string {
  const [x, end, y] = [xOf(from), xOf(to), yOf(count)];
  const gap = end - x > 4 ? 1 : 0;
  const text = `${numberText(from)} … ${numberText(to)} · ${numberText(count)}`;
  return element(
    "rect",
    { class: "mr-bar", x: x + gap / 2, y, width: end - x - gap, height: yOf(0) - y, fill: seriesColor(0) },
    tooltip(text),
  );
}
