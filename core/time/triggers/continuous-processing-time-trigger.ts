import { type Duration, durationText, floorTo, positiveMs } from "../duration.ts";
import type { Trigger, TriggerContext } from "../trigger.ts";

/**
 * Fires whenever the clock passes a multiple of the interval while the window has records, for results so far; at the
 * end of the input once more.
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
  const setNext = (after: number, context: TriggerContext): void => {
    // Only windows that the clock ends have an end by the clock.
    const end = context.time === "processing" ? context.window.end : Number.POSITIVE_INFINITY;
    const fireAt = Math.min(after + intervalMs, end);
    context.state.set("fireAt", fireAt);
    context.setProcessingTimer(fireAt);
  };
  return {
    name: `continuous processing time, every ${durationText(intervalMs)}`,
    ignoresRows: true,
    onRow: (_row, _timeMs, context) => {
      if (context.state.get("fireAt") === undefined) setNext(floorTo(context.processingTimeMs, intervalMs, 0), context);
      return "continue";
    },
    onProcessingTime: (timeMs, context) => {
      if (context.state.get("fireAt") !== timeMs) return "continue";
      context.state.delete("fireAt");
      // At the end of the input this was the last time.
      if (context.processingTimeMs < Number.POSITIVE_INFINITY) setNext(timeMs, context);
      return "fire";
    },
    onMerge: (context, merged) => {
      const fireAt = Math.min(
        ...merged.map((one) => (one.get("fireAt") as number | undefined) ?? Number.POSITIVE_INFINITY),
      );
      if (fireAt === Number.POSITIVE_INFINITY) return;
      context.state.set("fireAt", fireAt);
      context.setProcessingTimer(fireAt);
    },
    clear: (context) => {
      const fireAt = context.state.get("fireAt") as number | undefined;
      if (fireAt !== undefined) context.deleteProcessingTimer(fireAt);
      context.state.delete("fireAt");
    },
  };
}
