import { shown } from "../data/options.ts";
import type { Timers } from "../state/timers.ts";
import type { Trigger, TriggerContext, TriggerResult, TriggerState } from "../time/trigger.ts";
import { type TimeWindow, type WindowAssigner, windowText } from "../time/window.ts";
import type { OperatorContext } from "./operator.ts";
import type { WindowRecord } from "./window-state.ts";

/** The context of a trigger, moved from window to window. */
export interface MovableTriggerContext extends TriggerContext {
  moveTo(key: number, record: WindowRecord): TriggerContext;
  /** From now on processing time is +∞. */
  end(): void;
  /** Whether the trigger took back its timer for the time at which the window is forgotten. */
  readonly isUntold: boolean;
}

/** What a trigger remembers where it took back its timer for the time at which the window is forgotten. */
const untold = " untold";

/** @param forgottenAtMs When a window goes, by the time that ends it: the operator has a timer then, too. */
export function triggerContext(
  context: OperatorContext,
  time: TriggerContext["time"],
  timers: { readonly event: Timers; readonly processing: Timers },
  forgottenAtMs: (window: TimeWindow) => number,
): MovableTriggerContext {
  let key = 0;
  let record: WindowRecord;
  let ended = false;
  const state = rememberedIn(() => record.trigger);
  const isLast = (of: "event" | "processing", timeMs: number): boolean =>
    of === time && timeMs === forgottenAtMs(record);
  const setTimer = (of: "event" | "processing", timeMs: number): void => {
    if (isLast(of, timeMs)) record.trigger.delete(untold);
    timers[of].set(key, timeOf(timeMs), record.id);
  };
  // One timer serves both: without it the window would stay for good.
  const deleteTimer = (of: "event" | "processing", timeMs: number): void => {
    if (isLast(of, timeMs)) record.trigger.set(untold, true);
    else timers[of].delete(key, timeMs, record.id);
  };
  const moved: MovableTriggerContext = {
    moveTo: (nextKey, nextRecord) => {
      key = nextKey;
      record = nextRecord;
      return moved;
    },
    end: () => {
      ended = true;
    },
    time,
    get window(): TimeWindow {
      return { start: record.start, end: record.end };
    },
    get lastTimeMs() {
      return record.end - 1;
    },
    get keptUntilMs() {
      return time === "event" ? forgottenAtMs(record) : Number.POSITIVE_INFINITY;
    },
    get isUntold() {
      return record.trigger.has(untold);
    },
    get watermark() {
      return context.watermark;
    },
    get processingTimeMs() {
      return ended ? Number.POSITIVE_INFINITY : context.clock.nowMs();
    },
    state,
    setEventTimer: (timeMs) => setTimer("event", timeMs),
    deleteEventTimer: (timeMs) => deleteTimer("event", timeMs),
    setProcessingTimer: (timeMs) => setTimer("processing", timeMs),
    deleteProcessingTimer: (timeMs) => deleteTimer("processing", timeMs),
  };
  return moved;
}

function timeOf(timeMs: unknown): number {
  if (typeof timeMs === "number" && !Number.isNaN(timeMs)) return timeMs;
  throw new TypeError(
    `Cannot set a timer in a trigger as its time must be in ms since the epoch: got ${shown(timeMs)}; ` +
      "count it from lastTimeMs, watermark or processingTimeMs of the context",
  );
}

const results: readonly unknown[] = ["continue", "fire", "purge", "fireAndPurge"] satisfies TriggerResult[];

/** What is none of them (nothing, a promise) would be taken for "continue", and the window never fire. */
export function mustBeResult(
  result: unknown,
  { trigger, window }: { readonly trigger: Trigger | undefined; readonly window: WindowAssigner },
): void {
  if (results.includes(result)) return;
  throw new TypeError(
    `Cannot let the trigger ${shown(trigger?.name)} say when window "${windowText(window)}" fires ` +
      `as it must give ${results.map(shown).join(", ")}: got ${shown(result)}; return "continue" where nothing is to happen`,
  );
}

/** What a trigger remembered of a window that is merged into another. */
export function rememberedBy(record: WindowRecord): TriggerState {
  return rememberedIn(() => record.trigger);
}

function rememberedIn(memory: () => WindowRecord["trigger"]): TriggerState {
  return {
    get: (name) => memory().get(name),
    set: (name, value) => void memory().set(name, value),
    delete: (name) => void memory().delete(name),
  };
}
