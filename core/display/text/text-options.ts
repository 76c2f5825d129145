import type { Color } from "../paint.ts";

/** What every picture of characters can be told. */
export interface TextChartOptions {
  readonly title?: string;
  /** Characters in a line, at least 20. Default 80. */
  readonly width?: number;
  /** Whether codes for colors are written, which only a terminal understands. Default `"plain"`. */
  readonly color?: Color;
}

/** Characters that make sense: a picture is drawn whatever its caller computed. */
export function characters(wanted: number | undefined, usual: number, least: number): number {
  if (wanted === undefined) return usual;
  return Number.isFinite(wanted) ? Math.floor(Math.min(1000, Math.max(least, wanted))) : least;
}

export const leastWidth = 20;
export const defaultWidth = 80;
