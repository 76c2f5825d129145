import type { TriggerContext, TriggerState } from "../trigger.ts";

/** When a trigger that fires every so often does so next: what a window remembers of it, and its timer. */
export interface NextFiring {
  of(context: TriggerContext): number | undefined;
  set(timeMs: number, context: TriggerContext): void;
  /** It has gone off: its timer is no more. */
  forget(context: TriggerContext): void;
  clear(context: TriggerContext): void;
  /** Windows that become one fire at the earliest time of theirs. */
  onMerge(context: TriggerContext, merged: readonly TriggerState[]): void;
}

/** By event time or by the clock. */
export function nextFiring(time: "event" | "processing"): NextFiring {
  const timeIn = (state: TriggerState): number | undefined => state.get("fireAt") as number | undefined;
  const of = (context: TriggerContext): number | undefined => timeIn(context.state);
  const forget = (context: TriggerContext): void => context.state.delete("fireAt");
  const set = (timeMs: number, context: TriggerContext): void => {
    context.state.set("fireAt", timeMs);
    if (time === "event") context.setEventTimer(timeMs);
    else context.setProcessingTimer(timeMs);
  };
  return {
    of,
    set,
    forget,
    clear: (context) => {
      const timeMs = of(context);
      if (timeMs === undefined) return;
      if (time === "event") context.deleteEventTimer(timeMs);
      else context.deleteProcessingTimer(timeMs);
      forget(context);
    },
    onMerge: (context, merged) => {
      const earliest = Math.min(...merged.map((one) => timeIn(one) ?? Number.POSITIVE_INFINITY));
      if (earliest < Number.POSITIVE_INFINITY) set(earliest, context);
    },
  };
}
