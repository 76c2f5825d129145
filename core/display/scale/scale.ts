import { type Extent, widened } from "./extent.ts";
import { linearTicks, roundedOut } from "./linear-ticks.ts";
import { logTicks, roundedToPowers } from "./log-ticks.ts";
import { tickTexts } from "./tick-text.ts";
import { farthestTime, timeTicks } from "./time-ticks.ts";

export type ScaleKind = "linear" | "log" | "time";

/** A place on an axis. `context` is what this tick and those after it share, as the day of several hours. */
export interface Tick {
  readonly value: number;
  readonly text: string;
  readonly context?: string;
}

/** How values become places on an axis. */
export interface Scale extends Extent {
  /** 0 at the axis' start, 1 at its end; NaN for what has no place. */
  readonly at: (value: number) => number;
  readonly ticks: readonly Tick[];
}

export interface ScaleSpec {
  readonly kind: ScaleKind;
  /** About how many ticks. */
  readonly count: number;
  /** Whether the ends are grown to ticks. */
  readonly ends: "exact" | "rounded";
  readonly format?: ((value: number) => string) | undefined;
}

const halfDayMs = 43_200_000;

/** The scale of an extent; without one, from 0 to 1 without ticks. */
export function scaleOf(extent: Extent | undefined, spec: ScaleSpec): Scale {
  if (extent === undefined) return linearScale({ from: 0, to: 1 }, []);
  const isTime =
    spec.kind === "time" && Math.max(Math.abs(extent.from), Math.abs(extent.to)) < farthestTime - halfDayMs;
  const scale = isTime
    ? timeScale(extent, spec)
    : spec.kind === "log"
      ? logScale(extent, spec)
      : numberScale(extent, spec);
  const { format } = spec;
  return format === undefined
    ? scale
    : { ...scale, ticks: scale.ticks.map(({ value }) => ({ value, text: format(value) })) };
}

/** Whether a value has a place on a scale of this kind. */
export function isDrawable(kind: ScaleKind): (value: number) => boolean {
  return kind === "log" ? (value) => value > 0 && value < Number.POSITIVE_INFINITY : Number.isFinite;
}

function numberScale(extent: Extent, { count, ends }: ScaleSpec): Scale {
  const wide = ends === "rounded" ? roundedOut(widened(extent), count) : widened(extent);
  return linearScale(wide, textTicks(linearTicks(wide, count)));
}

function timeScale(extent: Extent, { count }: ScaleSpec): Scale {
  const wide = widened(extent, halfDayMs);
  return linearScale(wide, timeTicks(wide, count));
}

function logScale(extent: Extent, { count, ends }: ScaleSpec): Scale {
  const wide =
    extent.from < extent.to ? extent : { from: extent.from / 10 || extent.from, to: Math.min(extent.to * 10, 1e308) };
  const { from, to } = ends === "rounded" ? roundedToPowers(wide) : wide;
  const [low, high] = [Math.log10(from), Math.log10(to)];
  const ticks = logTicks({ from, to }, count).map((value) => ({ value, text: tickTexts([value])[0]! }));
  return { from, to, ticks, at: (value) => (value > 0 ? (Math.log10(value) - low) / (high - low || 1) : Number.NaN) };
}

function linearScale({ from, to }: Extent, ticks: readonly Tick[]): Scale {
  const half = to / 2 - from / 2;
  // Halves overflow for no number; they are exact save for the very smallest.
  const at = half > 0 ? (value: number) => (value / 2 - from / 2) / half : () => 0.5;
  return { from, to, at, ticks };
}

function textTicks(values: readonly number[]): Tick[] {
  const texts = tickTexts(values);
  return values.map((value, at) => ({ value, text: texts[at]! }));
}
