import { type KnownOptions, requireOptions } from "../../data/options.ts";
import { type Duration, durationText, positiveMs } from "../duration.ts";
import type { Trigger, TriggerContext, TriggerResult } from "../trigger.ts";

export interface TimeoutOptions {
  /** How long after a record, by the clock, the window fires if the other trigger has not. */
  readonly after: Duration;
  /** Which record it is counted from: the first since the last firing, or the newest. Default `"first"`. */
  readonly since?: "first" | "newest";
  /** Whether the other trigger starts anew at a timeout: its counts, its timers. Default `"restart"`. */
  readonly onTimeout?: "restart" | "goOn";
}

const known: KnownOptions<TimeoutOptions> = {
  after: true,
  since: ["first", "newest"],
  onTimeout: ["restart", "goOn"],
};

/**
 * Fires when another trigger does, and also when that has not for some time by the clock; at the end of the input, too, if it
 * waits then. Windows of event time are forgotten at their end, whatever still waits in them: for that the other one may be
 * `eventTimeTrigger({ early: countTrigger(100) })`.
 *
 * @example
 * ```ts
 * import { count, countTrigger, from, globalWindow, timeoutTrigger } from "millrace";
 * const rows = await from([1, 2, 3])
 *   .windowAll(globalWindow())
 *   .trigger(timeoutTrigger(countTrigger(2), { after: "10s" }))
 *   .aggregate({ rows: count() })
 *   .collect();
 * console.log(rows); // [{ rows: 2 }, { rows: 3 }]: the last one did not wait, as the input ended
 * ```
 */
export function timeoutTrigger<Row>(trigger: Trigger<Row>, options: TimeoutOptions): Trigger<Row> {
  requireOptions(options, known, "timeoutTrigger");
  const afterMs = positiveMs(options.after, "the timeout of a timeout trigger");
  const { since = "first", onTimeout = "restart" } = options;
  // Triggers may be nested: what each remembers has a name of its own.
  const name = `timeout of ${trigger.name}`;
  const clear = (context: TriggerContext): void => {
    const timeout = context.state.get(name) as number | undefined;
    if (timeout !== undefined) context.deleteProcessingTimer(timeout);
    context.state.delete(name);
    trigger.clear?.(context);
  };
  const restarted = (result: TriggerResult, context: TriggerContext): TriggerResult => {
    if (fires(result)) clear(context);
    return result;
  };
  return {
    name: `${trigger.name} or ${durationText(afterMs)} after the ${since} record`,
    ...(trigger.ignoresRows === true ? { ignoresRows: true } : {}),
    onRow: (row, timeMs, context) => {
      const result = restarted(trigger.onRow(row, timeMs, context), context);
      if (fires(result)) return result;
      const timeout = context.state.get(name) as number | undefined;
      if (timeout !== undefined && since === "first") return result;
      if (timeout !== undefined) context.deleteProcessingTimer(timeout);
      context.state.set(name, context.processingTimeMs + afterMs);
      context.setProcessingTimer(context.processingTimeMs + afterMs);
      return result;
    },
    ...(trigger.onEventTime && {
      onEventTime: (timeMs, context) => restarted(trigger.onEventTime!(timeMs, context), context),
    }),
    ...(trigger.rowsMissing && { rowsMissing: (context) => trigger.rowsMissing!(context) }),
    onProcessingTime: (timeMs, context) => {
      const isTimeout = context.state.get(name) === timeMs;
      const result = restarted(trigger.onProcessingTime?.(timeMs, context) ?? "continue", context);
      if (!isTimeout || fires(result)) return result;
      context.state.delete(name);
      if (onTimeout === "restart") clear(context);
      return result === "purge" ? "fireAndPurge" : "fire";
    },
    clear,
  };
}

function fires(result: TriggerResult): boolean {
  return result === "fire" || result === "fireAndPurge";
}
