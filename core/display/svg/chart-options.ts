import type { TickFormat } from "../axis/axis.ts";

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
export interface XyChartOptions extends ChartOptions {
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

export const defaultWidth = 720;
export const defaultHeight = 360;
