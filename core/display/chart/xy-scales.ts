import { timeText } from "../cell.ts";
import { type Extent, extentOf } from "../scale/extent.ts";
import { isDrawable, type Scale, scaleOf } from "../scale/scale.ts";
import { valueText } from "../scale/tick-text.ts";
import { axisOptions, type ChartOptions } from "./options.ts";
import { type Area, type PlotAxis, ticksOf } from "./plot.ts";
import { type ChartSeries, isTimed, type Points } from "./series.ts";

/** Two scales and how their values read. */
export interface XyScales {
  readonly x: Scale;
  readonly y: Scale;
  readonly xText: (value: number) => string;
  readonly yText: (value: number) => string;
  readonly isEmpty: boolean;
}

/** About how many ticks an axis is given. */
export interface TickCounts {
  readonly x: number;
  readonly y: number;
}

/** The scales that hold all the points. */
export function xyScales(
  series: readonly ChartSeries[],
  points: readonly Points[],
  options: ChartOptions,
  counts: TickCounts,
): XyScales {
  const [xOptions, yOptions] = [axisOptions(options.x), axisOptions(options.y)];
  const xKind = xOptions.scale ?? (isTimed(series) ? "time" : "linear");
  const yKind = yOptions.scale ?? "linear";
  const xExtent = extentOf(
    points.map(({ x }) => x),
    isDrawable(xKind),
  );
  const yExtent = extentOf(
    points.map(({ y }) => y),
    isDrawable(yKind),
  );
  return {
    x: scaleOf(yExtent && xExtent, { kind: xKind, count: counts.x, ends: "exact", format: xOptions.format }),
    y: scaleOf(yKind === "linear" ? nearZero(yExtent) : yExtent, {
      kind: yKind,
      count: counts.y,
      ends: "rounded",
      format: yOptions.format,
    }),
    xText: xOptions.format ?? (xKind === "time" ? (value) => timeText(value, "timestamp") : valueText),
    isEmpty: xExtent === undefined || yExtent === undefined,
    yText: yOptions.format ?? (yKind === "time" ? (value) => timeText(value, "timestamp") : valueText),
  };
}

/** Ticks about 90 pixels apart at the bottom, 45 at the side. */
export function tickCounts({ width, height }: { readonly width: number; readonly height: number }): TickCounts {
  return { x: Math.max(2, Math.round((width - 80) / 90)), y: Math.max(2, Math.round((height - 90) / 45)) };
}

export function xyAxes(scales: XyScales, options: ChartOptions): { readonly x: PlotAxis; readonly y: PlotAxis } {
  return {
    x: { label: axisOptions(options.x).label, ticks: ticksOf(scales.x), lines: "none" },
    y: { label: axisOptions(options.y).label, ticks: ticksOf(scales.y), lines: "grid" },
  };
}

/** Places in pixels, NaN for what has none. */
export function placesIn(
  points: Points,
  scales: XyScales,
  { left, right, top, bottom }: Area,
): { readonly x: Float64Array; readonly y: Float64Array } {
  return {
    x: points.x.map((value) => left + scales.x.at(value) * (right - left)),
    y: points.y.map((value) => bottom - (Number.isFinite(value) ? scales.y.at(value) : Number.NaN) * (bottom - top)),
  };
}

/** Down to zero, or up to it, where zero is not far away: what is twice as high then is twice as much. */
function nearZero(extent: Extent | undefined): Extent | undefined {
  if (extent === undefined || extent.from === extent.to) return extent;
  if (extent.from > 0 && extent.from < extent.to / 2) return { from: 0, to: extent.to };
  return extent.to < 0 && extent.to > extent.from / 2 ? { from: extent.from, to: 0 } : extent;
}
