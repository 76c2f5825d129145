import type { XyOptions, XySize } from "../xy-axes.ts";

/** What every picture can be told. */
export interface ChartOptions {
  readonly title?: string;
  /** A second, quieter line: the unit, the source. */
  readonly subtitle?: string;
  /** Pixels. Default 720. */
  readonly width?: number;
  /** Pixels. Default 360, or what bars and cells need. */
  readonly height?: number;
}

/** What a picture of points can be told. */
export interface XyChartOptions extends ChartOptions, XyOptions {}

export const defaultWidth = 720;
export const defaultHeight = 360;

/** How many ticks a picture has room for. */
export function sizeOf({ width = defaultWidth, height = defaultHeight }: ChartOptions, ends: XySize["ends"]): XySize {
  return { xCount: width / 80, yCount: height / 70, ends };
}
