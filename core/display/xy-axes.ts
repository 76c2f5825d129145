import type { Axis, TickFormat } from "./axis/axis.ts";
import { axisFor, hasPlace, type ScaleKind, scaleOfX } from "./axis/axis-for.ts";
import { type Extent, extentOf, towardsZero } from "./axis/extent.ts";
import { drawnNumbers, type Series } from "./chart-data.ts";

/** How two axes are told what they show. */
export interface XyOptions {
  /** What the horizontal axis shows, with its unit. */
  readonly xLabel?: string;
  /** What the vertical axis shows, with its unit. */
  readonly yLabel?: string;
  /** How x becomes a length. Default `"time"` if x holds dates, else `"linear"`. On `"log"` only positive values are drawn. */
  readonly xScale?: "linear" | "log" | "time";
  /** How y becomes a length. Default `"linear"`. */
  readonly yScale?: "linear" | "log";
  /** Text of a tick of x. Default digits, or times in UTC. */
  readonly xFormat?: TickFormat;
  /** Text of a tick of y. Default digits. */
  readonly yFormat?: TickFormat;
}

/** How long the axes are: about how many ticks they hold, and how the horizontal one ends. */
export interface XySize {
  readonly xCount: number;
  readonly yCount: number;
  readonly ends: "exact" | "nice";
}

/** Both axes of a picture. */
export interface XyAxes {
  readonly xScale: ScaleKind;
  readonly x: Axis;
  readonly y: Axis;
}

/** A series as numbers: NaN where there is a gap. */
export interface DrawnSeries {
  readonly name: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly band: { readonly low: Float64Array; readonly high: Float64Array } | undefined;
}

export function drawnSeries(series: readonly Series[]): DrawnSeries[] {
  return series.map(({ name, x, y, band }) => ({
    name,
    x: drawnNumbers(x),
    y: drawnNumbers(y, x.length),
    band: band && { low: drawnNumbers(band.low, x.length), high: drawnNumbers(band.high, x.length) },
  }));
}

/** The axes that hold every point of some series. */
export function xyAxes(series: readonly Series[], options: XyOptions, { xCount, yCount, ends }: XySize): XyAxes {
  const drawn = drawnSeries(series);
  const yScale = options.yScale ?? "linear";
  const xScale = options.xScale ?? scaleOfX(series);
  const x = extentOf(
    drawn.map((one) => one.x),
    hasPlace(xScale),
  );
  const y = extentOf(
    drawn.flatMap(({ y, band }) => (band === undefined ? [y] : [y, band.low, band.high])),
    hasPlace(yScale),
  );
  return {
    xScale,
    x: axisFor(x, { kind: xScale, count: xCount, ends, format: options.xFormat }),
    y: axisFor(yExtent(y, yScale), { kind: yScale, count: yCount, ends: "nice", format: options.yFormat }),
  };
}

function yExtent(extent: Extent | undefined, scale: ScaleKind): Extent | undefined {
  return extent === undefined || scale === "log" ? extent : towardsZero(extent);
}
