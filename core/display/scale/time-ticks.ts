import type { Extent } from "./extent.ts";
import { linearStep } from "./linear-ticks.ts";
import type { Tick } from "./scale.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const month = 30.4 * day;
const year = 365.25 * day;

const fixedSteps: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14].map((count) => count * day),
];
const monthSteps: readonly number[] = [1, 2, 3, 6];

/** The largest distance from 1970 that a `Date` can hold, in ms. */
export const farthestTime = 8.64e15;

/** Times of the calendar (UTC) within an extent in ms since 1970, about `count` of them, at most one a millisecond. */
export function timeTicks({ from, to }: Extent, count: number): Tick[] {
  const rough = (to - from) / Math.max(1, count);
  const fixed = fixedSteps.find((step) => step >= rough * 0.75);
  if (fixed !== undefined) return labelled(fixedTimes(from, to, fixed), fixed);
  const months = monthSteps.find((step) => step * month >= rough * 0.75);
  if (months !== undefined) return labelled(monthTimes(from, to, months), months * month);
  const years = Math.max(1, linearStep({ from: from / year, to: to / year }, count));
  return labelled(monthTimes(from, to, 12 * years), years * year);
}

// Weeks begin on Monday: 5 January 1970 was one.
function fixedTimes(from: number, to: number, step: number): number[] {
  const origin = step % (7 * day) === 0 ? 4 * day : 0;
  const first = Math.ceil((from - origin) / step) * step + origin;
  const times: number[] = [];
  for (let time = first; time <= to && times.length < 1000; time += step) times.push(time);
  return times;
}

function monthTimes(from: number, to: number, months: number): number[] {
  const start = new Date(from);
  const startMonth = start.getUTCFullYear() * 12 + start.getUTCMonth();
  const times: number[] = [];
  for (let at = Math.floor(startMonth / months) * months; times.length < 1000; at += months) {
    const time = startOfMonth(at);
    if (!(time <= to)) break;
    if (time >= from) times.push(time);
  }
  return times;
}

// Not Date.UTC alone, which takes the years 0 to 99 for 1900 to 1999.
function startOfMonth(months: number): number {
  const date = new Date(0);
  return date.setUTCFullYear(Math.floor(months / 12), ((months % 12) + 12) % 12, 1);
}

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Each time with what changes from tick to tick; what is the same for several is the context of the first of them. */
function labelled(times: readonly number[], step: number): Tick[] {
  let last: string | undefined;
  return times.map((value) => {
    const [text, context] = timeLabel(new Date(value), step);
    const changed = context !== last;
    last = context;
    return changed && context !== "" ? { value, text, context } : { value, text };
  });
}

function timeLabel(time: Date, step: number): [text: string, context: string] {
  const yearText = String(time.getUTCFullYear());
  const monthText = monthNames[time.getUTCMonth()]!;
  const dayText = `${monthText} ${time.getUTCDate()}`;
  const clock = time.toISOString().slice(-13, -1);
  if (step < second) return [clock, `${dayText}, ${yearText}`];
  if (step < minute) return [clock.slice(0, 8), `${dayText}, ${yearText}`];
  if (step < day) return [clock.slice(0, 5), `${dayText}, ${yearText}`];
  if (step < month) return [dayText, yearText];
  return step < year ? [monthText, yearText] : [yearText, ""];
}
