import type { ValueState } from "../state/keyed-state.ts";
import type { Timers } from "../state/timers.ts";
import type { Trigger, TriggerContext } from "../time/trigger.ts";
import type { Held, HeldUntil } from "./operator.ts";
import type { KeyWindows, WindowRecord } from "./window-state.ts";

/** The windows of a step with what would tell when they fire. */
export interface WaitingWindows {
  readonly windows: ValueState<KeyWindows>;
  readonly event: Timers;
  readonly processing: Timers;
  readonly time: "event" | "processing" | "none";
  readonly trigger: Trigger | undefined;
  readonly contextOf: (key: number, record: WindowRecord) => TriggerContext;
}

/** The windows that hold something, of a key or of all, and what the first of them to fire waits for. */
export function heldWindows(key: number | undefined, waiting: WaitingWindows): Held {
  const { windows, trigger, contextOf } = waiting;
  const firesByTime = trigger?.onEventTime !== undefined || trigger?.onProcessingTime !== undefined;
  let count = 0;
  let missing: number | undefined;
  let first: WindowRecord | undefined;
  for (const of of key === undefined ? windows.keys() : [key]) {
    windows.relieve();
    for (const record of windows.get(of)?.byId.values() ?? []) {
      if (record.contents === undefined) continue;
      count++;
      const context = contextOf(of, record);
      const rows = trigger?.rowsMissing?.(context);
      if (rows !== undefined && rows < (missing ?? Number.POSITIVE_INFINITY)) missing = rows;
      const isOpen = waiting.time !== "event" || context.lastTimeMs > context.watermark;
      if (isOpen && (first === undefined || record.end < first.end)) first = record;
    }
  }
  return {
    count,
    of: "windows",
    next: firesByTime && count > 0 ? nextOf(waiting, first, key) : undefined,
    waitsFor: waitsFor(trigger, missing),
    hasFired: count > 0 && first === undefined && firesByTime,
  };
}

function nextOf(
  { event, processing, time, trigger }: WaitingWindows,
  first: WindowRecord | undefined,
  key: number | undefined,
): HeldUntil | undefined {
  const byClock = trigger?.onProcessingTime !== undefined && Number.isFinite(processing.next);
  if (byClock && (time !== "event" || trigger?.onEventTime === undefined)) {
    return { time: "processing", timeMs: processing.next };
  }
  if (first === undefined || time !== "event") return undefined;
  const last = first.end - 1;
  // Timers of all keys are in one queue: of a key only the end of its window is known.
  const timeMs = key === undefined ? Math.min(last, event.next) : last;
  return { time: "event", timeMs, window: { start: first.start, end: first.end } };
}

function waitsFor(trigger: Trigger | undefined, missing: number | undefined): string | undefined {
  if (trigger === undefined) return "a trigger: it has none, and its windows have no end";
  if (missing !== undefined)
    return `${missing} more ${missing === 1 ? "record" : "records"} (trigger: ${trigger.name})`;
  const byRows = trigger.onEventTime === undefined && trigger.onProcessingTime === undefined;
  return byRows ? `records that its trigger fires at (${trigger.name})` : undefined;
}
