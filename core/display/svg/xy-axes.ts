import type { Axis } from "../axis/axis.ts";
import { axisFor, hasPlace, type ScaleKind, scaleOfX } from "../axis/axis-for.ts";
import { type Extent, extentOf, towardsZero } from "../axis/extent.ts";
import { drawnNumbers, type Series } from "../chart-data.ts";
import { defaultHeight, defaultWidth, type XyChartOptions } from "./chart-options.ts";

/** A series as numbers: NaN where there is a gap. */
export interface DrawnSeries {
  readonly name: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Both axes of a picture. */
export interface XyAxes {
  readonly xScale: ScaleKind;
  readonly x: Axis;
  readonly y: Axis;
}

export function drawnSeries(series: readonly Series[]): DrawnSeries[] {
  return series.map(({ name, x, y }) => ({ name, x: drawnNumbers(x), y: drawnNumbers(y, x.length) }));
}

/** The axes that hold every point of some series. `ends` says how the horizontal one ends. */
export function xyAxes(series: readonly Series[], options: XyChartOptions, ends: "exact" | "nice"): XyAxes {
  const { width = defaultWidth, height = defaultHeight, yScale = "linear" } = options;
  const drawn = drawnSeries(series);
  const xScale: ScaleKind = options.xScale ?? scaleOfX(series);
  const x = extentOf(
    drawn.map((one) => one.x),
    hasPlace(xScale),
  );
  const y = extentOf(
    drawn.map((one) => one.y),
    hasPlace(yScale),
  );
  return {
    xScale,
    x: axisFor(x, { kind: xScale, count: width / 90, ends, format: options.xFormat }),
    y: axisFor(yExtent(y, yScale), { kind: yScale, count: height / 70, ends: "nice", format: options.yFormat }),
  };
}

function yExtent(extent: Extent | undefined, scale: ScaleKind): Extent | undefined {
  return extent === undefined || scale === "log" ? extent : towardsZero(extent);
}
