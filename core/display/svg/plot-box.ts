import type { Axis } from "../axis/axis.ts";
import { padding } from "./header.ts";
import { pixelWidth } from "./text-size.ts";

/** The pixels between the axes. */
export interface PlotBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What stands around the plot. */
export interface PlotMargins {
  readonly width: number;
  readonly height: number;
  /** Pixels of what stands above. */
  readonly top: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly xLabel: string | undefined;
  readonly yLabel: string | undefined;
}

/** Between a tick label and the axis. */
export const labelGap = 8;

/** The place that is left for the plot. */
export function plotBox({ width, height, top, x, y, xLabel, yLabel }: PlotMargins): PlotBox {
  const hasContext = x.ticks.some(({ context }) => context !== undefined);
  const lastLabel = x.ticks.at(-1)?.label ?? "";
  return {
    left: padding + widestLabel(y) + labelGap,
    right: width - padding - Math.min(40, pixelWidth(lastLabel) / 2),
    top: top + (yLabel === undefined ? 6 : 24),
    bottom: height - padding - 16 - (hasContext ? 15 : 0) - (xLabel === undefined ? 0 : 18),
  };
}

function widestLabel({ ticks }: Axis): number {
  return ticks.reduce((most, { label }) => Math.max(most, pixelWidth(label)), 0);
}

/** The pixel of a value on the horizontal axis. */
export function xPixel(axis: Axis, { left, right }: PlotBox): (value: number) => number {
  return (value) => left + axis.share(value) * (right - left);
}

/** The pixel of a value on the vertical axis: pixels count downwards. */
export function yPixel(axis: Axis, { top, bottom }: PlotBox): (value: number) => number {
  return (value) => bottom - axis.share(value) * (bottom - top);
}
