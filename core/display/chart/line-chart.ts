import { namesLegend } from "./legend.ts";
import { type ChartOptions, sizeOf } from "./options.ts";
import { type Area, plotSvg } from "./plot.ts";
import { type ChartData, type Points, seriesOf, sortedPoints } from "./series.ts";
import { colorCount } from "./style.ts";
import { px, titleSvg } from "./svg.ts";
import { thinned } from "./thin.ts";
import { placesIn, tickCounts, type XyScales, xyAxes, xyScales } from "./xy-scales.ts";

/**
 * Lines through points in order of x, as SVG. A missing y leaves a gap; of many points within one pixel the lowest and
 * the highest are drawn.
 *
 * @param options Sizes in pixels.
 * @example
 * ```ts
 * import { lineChart } from "millrace/display";
 * const days = [1, 2, 3].map((day) => new Date(Date.UTC(2001, 0, day)));
 * const svg = lineChart({ x: days, y: [4, 7, 5] }, { title: "Flights a day", y: "flights" });
 * console.log(svg.startsWith("<svg")); // true
 * ```
 */
export function lineChart(data: ChartData, options: ChartOptions = {}): string {
  const series = seriesOf(data);
  const size = sizeOf(options);
  const points = series.map(sortedPoints);
  const scales = xyScales(series, points, options, tickCounts(size));
  return plotSvg({
    kind: "line chart",
    title: options.title,
    ...size,
    legend: namesLegend(points.map(({ name }) => name)),
    ...xyAxes(scales, options),
    marks: scales.isEmpty ? undefined : (area) => points.map((each, at) => lineMarks(each, at, scales, area)).join(""),
  });
}

const mostDots = 40;

function lineMarks(points: Points, at: number, scales: XyScales, area: Area): string {
  const places = placesIn(points, scales, area);
  const color = at % colorCount;
  // Colours begin again after the last one: such lines are dashed.
  const dash = at < colorCount ? "" : ` stroke-dasharray="${6 - Math.min(4, Math.floor(at / colorCount))} 4"`;
  const name = points.name === "" ? "" : titleSvg(points.name);
  const line = `<path class="line s${color}"${dash} d="${linePath(places.x, places.y)}">${name}</path>`;
  return points.x.length > mostDots ? line : line + dots(points, places, color, scales);
}

/** `M x,y L x,y …`, a new M after each gap; a point alone is a stroke of no length, which its round ends show. */
export function linePath(x: ArrayLike<number>, y: ArrayLike<number>): string {
  const parts: string[] = [];
  let drawn = 0;
  const endRun = (): void => {
    if (drawn === 1) parts.push("h0");
    drawn = 0;
  };
  for (const at of thinned(x, y)) {
    if (Number.isFinite(x[at]) && Number.isFinite(y[at])) {
      parts.push(`${drawn === 0 ? "M" : "L"}${px(x[at]!)},${px(y[at]!)}`);
      drawn++;
    } else endRun();
  }
  endRun();
  return parts.join("");
}

/** Few points are dots as well, which tell their values when pointed at. */
function dots(
  points: Points,
  places: { readonly x: Float64Array; readonly y: Float64Array },
  color: number,
  { xText, yText }: XyScales,
): string {
  const name = points.name === "" ? "" : `${points.name} · `;
  const drawn = Array.from(points.x, (x, at) => {
    if (!Number.isFinite(places.x[at]) || !Number.isFinite(places.y[at])) return "";
    const title = titleSvg(`${name}${xText(x)}: ${yText(points.y[at]!)}`);
    return `<circle cx="${px(places.x[at]!)}" cy="${px(places.y[at]!)}" r="3.5" class="f${color} edge">${title}</circle>`;
  });
  return drawn.join("");
}
