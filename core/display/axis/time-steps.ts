import type { Extent } from "./extent.ts";
import { niceStep } from "./nice-step.ts";

/** A step of time between ticks. */
export type TimeStep =
  | { readonly unit: "millisecond" | "second" | "minute" | "day"; readonly stepMs: number; readonly offsetMs: number }
  | { readonly unit: "month" | "year"; readonly months: number };

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365.2425 * day;
/** 1970 began on a Thursday; weeks begin on Mondays. */
const mondayOffset = 4 * day;

const steps: readonly TimeStep[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((ms) => fixed("millisecond", ms)),
  ...[1, 2, 5, 10, 15, 30].map((count) => fixed("second", count * second)),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((count) => fixed("minute", count * minute)),
  ...[1, 2].map((count) => fixed("day", count * day)),
  fixed("day", 7 * day, mondayOffset),
  ...[1, 2, 3, 6].map((months): TimeStep => ({ unit: "month", months })),
];

/** The shortest step that divides a time into about `count` parts: steps are far apart, so half as many more are let through. */
export function timeStepFor([low, high]: Extent, count: number): TimeStep {
  const rough = (high - low) / Math.max(1, count);
  const found = steps.find((step) => lengthOf(step) >= rough / 1.5);
  if (found !== undefined) return found;
  const years = Math.max(1, niceStep([low / year, high / year], count));
  return { unit: "year", months: Math.ceil(years) * 12 };
}

/** The multiples of a step within a time, in ms since the epoch. */
export function timesWithin([low, high]: Extent, step: TimeStep): number[] {
  return "stepMs" in step ? fixedWithin(low, high, step) : monthsWithin(low, high, step.months);
}

function fixedWithin(low: number, high: number, { stepMs, offsetMs }: { stepMs: number; offsetMs: number }): number[] {
  const first = Math.ceil((low - offsetMs) / stepMs);
  const last = Math.floor((high - offsetMs) / stepMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => (first + at) * stepMs + offsetMs);
}

function monthsWithin(low: number, high: number, months: number): number[] {
  const first = Math.floor(monthOf(low) / months);
  const last = Math.floor(monthOf(high) / months);
  return Array.from({ length: last - first + 1 }, (_, at) => monthStart((first + at) * months)).filter(
    (time) => time >= low && time <= high,
  );
}

function monthOf(time: number): number {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** `Date.UTC` would take the years 0 … 99 for those of the twentieth century. */
function monthStart(month: number): number {
  return new Date(0).setUTCFullYear(Math.floor(month / 12), month - Math.floor(month / 12) * 12, 1);
}

function fixed(unit: "millisecond" | "second" | "minute" | "day", stepMs: number, offsetMs = 0): TimeStep {
  return { unit, stepMs, offsetMs };
}

function lengthOf(step: TimeStep): number {
  return "stepMs" in step ? step.stepMs : (step.months / 12) * year;
}
