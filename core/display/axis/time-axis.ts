import { isTime } from "../time-text.ts";
import type { Axis, Tick, TickFormat } from "./axis.ts";
import { type Extent, widened } from "./extent.ts";
import { linearAxis } from "./linear-axis.ts";
import { type TimeStep, timeStepFor, timesWithin } from "./time-steps.ts";

export interface TimeAxisOptions {
  /** About how many ticks there are at most. */
  readonly count: number;
  readonly format: TickFormat | undefined;
}

/** An axis of ms since the epoch with ticks at whole units of UTC. */
export function timeAxis(extent: Extent, { count, format }: TimeAxisOptions): Axis {
  const [low, high] = extent[1] - extent[0] >= 1 ? extent : [extent[0] - 1000, extent[1] + 1000];
  if (!isTime(low) || !isTime(high)) return linearAxis(widened(extent), { count, ends: "exact", format });
  const step = timeStepFor([low, high], count);
  const times = timesWithin([low, high], step);
  return {
    ticks: format === undefined ? ticksOf(times, step) : times.map((value) => ({ value, label: format(value) })),
    share: (value) => (value - low) / (high - low),
  };
}

function ticksOf(times: readonly number[], step: TimeStep): Tick[] {
  let before: string | undefined;
  return times.map((value) => {
    const [label, context] = labelsOf(value, step);
    const tick = context === before || context === "" ? { value, label } : { value, label, context };
    before = context;
    return tick;
  });
}

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function labelsOf(time: number, { unit }: TimeStep): [label: string, context: string] {
  const date = new Date(time);
  const year = String(date.getUTCFullYear());
  const month = monthNames[date.getUTCMonth()]!;
  const day = String(date.getUTCDate());
  const clock = date.toISOString().split("T")[1]!;
  switch (unit) {
    case "year":
      return [year, ""];
    case "month":
      return [month, year];
    case "day":
      return [day, `${month} ${year}`];
    case "minute":
      return [clock.slice(0, 5), `${day} ${month} ${year}`];
    case "second":
      return [clock.slice(0, 8), `${day} ${month} ${year}`];
    default:
      return [clock.slice(0, 12), `${day} ${month} ${year}`];
  }
}
