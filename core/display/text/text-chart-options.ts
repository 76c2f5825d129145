import type { Color } from "../paint.ts";

/** What every chart for a terminal can be told. */
export interface TextChartOptions {
  readonly title?: string;
  /** Characters in a line. Default 80. */
  readonly width?: number;
  /** Whether series are told apart by the colors of a terminal. Default `"plain"`. */
  readonly color?: Color;
}

export const defaultTextWidth = 80;
