import type { Series } from "../chart-data.ts";
import type { Axis, TickFormat } from "./axis.ts";
import type { Extent } from "./extent.ts";
import { linearAxis } from "./linear-axis.ts";
import { logAxis } from "./log-axis.ts";
import { timeAxis } from "./time-axis.ts";

/** How values become lengths. */
export type ScaleKind = "linear" | "log" | "time";

export interface AxisOptions {
  readonly kind: ScaleKind;
  readonly count: number;
  readonly ends: "exact" | "nice";
  readonly format: TickFormat | undefined;
}

/** The axis of a kind over an extent; from 0 to 1 where there is no value at all. */
export function axisFor(extent: Extent | undefined, { kind, ...options }: AxisOptions): Axis {
  if (extent === undefined) return linearAxis([0, 1], options);
  if (kind === "log") return logAxis(extent, options);
  return kind === "time" ? timeAxis(extent, options) : linearAxis(extent, options);
}

/** Whether a value has a place on an axis of a kind. */
export function hasPlace(kind: ScaleKind): (value: number) => boolean {
  return kind === "log" ? (value) => value > 0 && value < Number.POSITIVE_INFINITY : Number.isFinite;
}

/** Time where the first value is a date. */
export function scaleOfX(series: readonly Series[]): ScaleKind {
  return series.some(({ x }) => x.length > 0 && x[0] instanceof Date) ? "time" : "linear";
}
