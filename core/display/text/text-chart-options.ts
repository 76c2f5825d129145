import type { Color } from "../paint.ts";

/** What every chart for a terminal can be told. */
export interface TextChartOptions {
  readonly title?: string;
  /** Characters in a line, at least 20. Default 80. */
  readonly width?: number;
  /** Whether codes for colors are written, which only a terminal understands. Default `"plain"`. */
  readonly color?: Color;
}

export function chartWidth({ width = 80 }: TextChartOptions): number {
  return characters(width, 20);
}

/** Characters or lines that make sense: a chart is drawn whatever its caller computed. */
export function characters(wanted: number, least: number): number {
  return Number.isFinite(wanted) ? Math.floor(Math.min(1000, Math.max(least, wanted))) : least;
}
