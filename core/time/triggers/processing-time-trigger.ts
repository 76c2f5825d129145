import type { Trigger } from "../trigger.ts";

/**
 * Fires when the clock reaches the end of the window: what windows of processing time do by themselves.
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
      context.setProcessingTimer(context.window.end);
      return "continue";
    },
    onProcessingTime: () => "fire",
    onMerge: (context) => {
      if (context.window.end > context.processingTimeMs) context.setProcessingTimer(context.window.end);
    },
    clear: (context) => context.deleteProcessingTimer(context.window.end),
  };
}
