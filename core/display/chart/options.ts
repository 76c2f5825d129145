import type { ScaleKind } from "../scale/scale.ts";

export interface AxisOptions {
  /** What the axis shows, with its unit: `"delay, minutes"`. */
  readonly label?: string;
  /** Default `"time"` (UTC) where the first x is a `Date`, otherwise `"linear"`. A log scale leaves out what is ≤ 0. */
  readonly scale?: ScaleKind;
  /** The text of a tick and of a value; default as short as tells the ticks apart. */
  readonly format?: (value: number) => string;
}

export interface ChartOptions {
  readonly title?: string;
  /** The horizontal axis, or only its label. */
  readonly x?: string | AxisOptions;
  /** The vertical axis, or only its label. */
  readonly y?: string | AxisOptions;
  /** Pixels, at least 160. Default 720. */
  readonly width?: number;
  /** Pixels, at least 100. Default 340, or what the rows of a chart with labels at its left need. */
  readonly height?: number;
}

export function axisOptions(axis: string | AxisOptions | undefined): AxisOptions {
  return typeof axis === "string" ? { label: axis } : (axis ?? {});
}

/** Pixels that make sense: a chart is drawn whatever its caller computed. */
export function sizeOf(options: ChartOptions, height = 340): { readonly width: number; readonly height: number } {
  return { width: clamped(options.width ?? 720, 160), height: clamped(options.height ?? height, 100) };
}

function clamped(size: number, least: number): number {
  return Number.isFinite(size) ? Math.round(Math.min(10_000, Math.max(least, size))) : least;
}
