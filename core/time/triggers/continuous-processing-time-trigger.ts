import { type Duration, durationText, floorTo, positiveMs } from "../duration.ts";
import type { Trigger, TriggerContext } from "../trigger.ts";
import { nextFiring } from "./next-firing.ts";

/**
 * Fires whenever the clock passes a multiple of the interval while the window has records, for results so far; at the
 * end of the input once more. Not at the end of windows of event time, which are forgotten then: for that there is
 * `eventTimeTrigger({ early: "1s" })`.
 *
 * @example
 * ```ts
 * import { continuousProcessingTimeTrigger, count, from, globalWindow } from "millrace";
 * const rows = await from(["a", "b"])
 *   .windowAll(globalWindow())
 *   .trigger(continuousProcessingTimeTrigger("1s"))
 *   .aggregate({ rows: count() })
 *   .collect();
 * console.log(rows); // [{ rows: 2 }]
 * ```
 */
export function continuousProcessingTimeTrigger(interval: Duration): Trigger {
  const intervalMs = positiveMs(interval, "the interval of a continuous processing-time trigger");
  const firing = nextFiring("processing");
  const setNext = (after: number, context: TriggerContext): void => {
    // Only windows that the clock ends have an end by the clock.
    const end = context.time === "processing" ? context.window.end : Number.POSITIVE_INFINITY;
    firing.set(Math.min(after + intervalMs, end), context);
  };
  return {
    name: `continuous processing time, every ${durationText(intervalMs)}`,
    ignoresRows: true,
    onRow: (_row, _timeMs, context) => {
      if (firing.of(context) === undefined) setNext(floorTo(context.processingTimeMs, intervalMs, 0), context);
      return "continue";
    },
    onProcessingTime: (timeMs, context) => {
      if (firing.of(context) !== timeMs) return "continue";
      firing.forget(context);
      // At the end of the input this was the last time.
      if (context.processingTimeMs < Number.POSITIVE_INFINITY) setNext(timeMs, context);
      return "fire";
    },
    onMerge: firing.onMerge,
    clear: firing.clear,
  };
}
