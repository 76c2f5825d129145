import { shown } from "../../data/options.ts";
import type { Trigger, TriggerResult } from "../trigger.ts";

/**
 * Fires when another trigger does, and forgets the window's contents each time, so that a result holds what came since
 * the last one.
 *
 * @example
 * ```ts
 * import { countTrigger, from, globalWindow, purgingTrigger, sum } from "millrace";
 * const rows = await from([1, 2, 3, 4])
 *   .windowAll(globalWindow())
 *   .trigger(purgingTrigger(countTrigger(2)))
 *   .aggregate({ total: sum((n) => n) })
 *   .collect();
 * console.log(rows); // [{ total: 3 }, { total: 7 }]
 * ```
 */
export function purgingTrigger<Row>(trigger: Trigger<Row>): Trigger<Row> {
  if (typeof trigger?.onRow !== "function") {
    throw new TypeError(
      `Cannot build a purging trigger as it is made of another one: got ${shown(trigger)}; use for instance purgingTrigger(countTrigger(100))`,
    );
  }
  const purging = (result: TriggerResult): TriggerResult => (result === "fire" ? "fireAndPurge" : result);
  return {
    ...trigger,
    name: `purging ${trigger.name}`,
    onRow: (row, timeMs, context) => purging(trigger.onRow(row, timeMs, context)),
    ...(trigger.onEventTime && {
      onEventTime: (timeMs, context) => purging(trigger.onEventTime!(timeMs, context)),
    }),
    ...(trigger.onProcessingTime && {
      onProcessingTime: (timeMs, context) => purging(trigger.onProcessingTime!(timeMs, context)),
    }),
  };
}
