import type { Trigger } from "../trigger.ts";

/**
 * Fires once, when the input has ended.
 *
 * @example
 * ```ts
 * import { collect, endOfStreamTrigger, from, globalWindow } from "millrace";
 * const rows = await from([1, 2])
 *   .windowAll(globalWindow())
 *   .trigger(endOfStreamTrigger())
 *   .aggregate({ all: collect((n) => n) })
 *   .collect();
 * console.log(rows); // [{ all: [1, 2] }]
 * ```
 */
export function endOfStreamTrigger(): Trigger {
  return {
    name: "end of stream",
    ignoresRows: true,
    onRow: (_row, _timeMs, context) => {
      context.setEventTimer(Number.POSITIVE_INFINITY);
      return "continue";
    },
    onEventTime: (timeMs) => (timeMs === Number.POSITIVE_INFINITY ? "fire" : "continue"),
    onMerge: (context) => context.setEventTimer(Number.POSITIVE_INFINITY),
    clear: (context) => context.deleteEventTimer(Number.POSITIVE_INFINITY),
  };
}
