import type { Series } from "../chart-data.ts";
import { lineRuns } from "../thin-line.ts";
import { type DrawnSeries, drawnSeries, type XyAxes } from "../xy-axes.ts";
import { decimalText, element, tooltip } from "./element.ts";
import { linePath } from "./line-path.ts";
import { type PlotBox, xPixel, yPixel } from "./plot-box.ts";
import { seriesColor } from "./theme.ts";

/** The lines that others are compared with; they have no color of their own. */
export function referenceMarkup(series: readonly Series[], axes: XyAxes, box: PlotBox): string {
  return drawnSeries(series.filter(({ isReference }) => isReference))
    .map(({ name, x, y }) => {
      const d = linePath(x.map(xPixel(axes.x, box)), y.map(yPixel(axes.y, box)));
      return element("path", { class: "mr-reference", d }, tooltip(name));
    })
    .join("");
}

/** The area between what is low and what is high around a line, broken where one of them is missing. */
export function bandMarkup({ x, band }: DrawnSeries, at: number, axes: XyAxes, box: PlotBox): string {
  if (band === undefined) return "";
  const y = yPixel(axes.y, box);
  const [xs, lows, highs] = [x.map(xPixel(axes.x, box)), band.low.map(y), band.high.map(y)];
  const both = lows.map((low, place) => low + highs[place]!);
  const point = (ys: Float64Array, place: number): string => `${decimalText(xs[place]!)},${decimalText(ys[place]!)}`;
  const areas = lineRuns(xs, both).map((run) => {
    const around = [...run.map((place) => point(highs, place)), ...run.toReversed().map((place) => point(lows, place))];
    return `M${around.join("L")}Z`;
  });
  return element("path", { class: "mr-band", fill: seriesColor(at), d: areas.join("") });
}
