import type { Trigger } from "../trigger.ts";

/**
 * Fires when the watermark passes the end of the window, and again with each record that comes later: what windows of
 * event time do by themselves.
 *
 * @example
 * ```ts
 * import { eventTimeTrigger } from "millrace";
 * console.log(eventTimeTrigger().name); // "event time"
 * ```
 */
export function eventTimeTrigger(): Trigger {
  return {
    name: "event time",
    ignoresRows: true,
    onRow: (_row, _timeMs, context) => {
      if (context.lastTimeMs <= context.watermark) return "fire";
      context.setEventTimer(context.lastTimeMs);
      return "continue";
    },
    onEventTime: (timeMs, context) => (timeMs === context.lastTimeMs ? "fire" : "continue"),
    onMerge: (context) => {
      if (context.lastTimeMs > context.watermark) context.setEventTimer(context.lastTimeMs);
    },
    clear: (context) => context.deleteEventTimer(context.lastTimeMs),
  };
}
