import { type Duration, durationText, floorTo, positiveMs } from "../duration.ts";
import type { Trigger, TriggerContext } from "../trigger.ts";
import { nextFiring } from "./next-firing.ts";

/**
 * Fires whenever the watermark passes a multiple of the interval, for results so far, and at the end of the window; late
 * records fire at once.
 *
 * @example
 * ```ts
 * import { continuousEventTimeTrigger, count, from, tumbling } from "millrace";
 * const rows = await from([{ at: 1 }, { at: 12 }, { at: 25 }])
 *   .withEventTime((row) => row.at)
 *   .windowAll(tumbling(30))
 *   .trigger(continuousEventTimeTrigger(10))
 *   .aggregate({ rows: count() })
 *   .collect();
 * console.log(rows.map((row) => row.rows)); // how many there are depends on how often watermarks come
 * ```
 */
export function continuousEventTimeTrigger(interval: Duration): Trigger {
  const intervalMs = positiveMs(interval, "the interval of a continuous event-time trigger");
  const firing = nextFiring("event");
  const setNext = (after: number, context: TriggerContext): void => {
    firing.set(Math.min(after + intervalMs, context.lastTimeMs), context);
  };
  return {
    name: `continuous event time, every ${durationText(intervalMs)}`,
    ignoresRows: true,
    onRow: (_row, timeMs, context) => {
      if (context.lastTimeMs <= context.watermark) return "fire";
      context.setEventTimer(context.lastTimeMs);
      if (firing.of(context) === undefined) setNext(floorTo(timeMs, intervalMs, 0), context);
      return "continue";
    },
    onEventTime: (timeMs, context) => {
      if (timeMs === context.lastTimeMs) return "fire";
      // At the end of the input all times have passed: the window fires at its own end.
      if (firing.of(context) !== timeMs || context.watermark === Number.POSITIVE_INFINITY) return "continue";
      setNext(timeMs, context);
      return "fire";
    },
    onMerge: firing.onMerge,
    clear: (context) => {
      firing.clear(context);
      context.deleteEventTimer(context.lastTimeMs);
    },
  };
}
