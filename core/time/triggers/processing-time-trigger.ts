import type { Trigger } from "../trigger.ts";

/**
 * Fires when the clock passes the end of the window: what windows of processing time do by themselves.
 *
 * @example
 * ```ts
 * import { processingTimeTrigger } from "millrace";
 * console.log(processingTimeTrigger().name); // "processing time"
 * ```
 */
export function processingTimeTrigger(): Trigger {
  return {
    name: "processing time",
    ignoresRows: true,
    onRow: (_row, _timeMs, context) => {
      context.setProcessingTimer(context.lastTimeMs);
      return "continue";
    },
    onProcessingTime: () => "fire",
    onMerge: (context) => {
      if (context.lastTimeMs > context.processingTimeMs) context.setProcessingTimer(context.lastTimeMs);
    },
    clear: (context) => context.deleteProcessingTimer(context.lastTimeMs),
  };
}
