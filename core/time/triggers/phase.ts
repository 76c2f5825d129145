import type { TriggerContext, TriggerState } from "../trigger.ts";

/** A part of a window's life that has a trigger of its own. */
export type Phase = "early" | "late";

/** The context of the trigger of a phase: it remembers under names of its own, and leaves the end of the window alone. */
export function inPhase(phase: Phase, context: TriggerContext): TriggerContext {
  return {
    time: context.time,
    window: context.window,
    lastTimeMs: context.lastTimeMs,
    keptUntilMs: context.keptUntilMs,
    watermark: context.watermark,
    processingTimeMs: context.processingTimeMs,
    state: rememberedInPhase(phase, context.state),
    setEventTimer: (timeMs) => context.setEventTimer(timeMs),
    deleteEventTimer: (timeMs) => {
      if (timeMs !== context.lastTimeMs) context.deleteEventTimer(timeMs);
    },
    setProcessingTimer: (timeMs) => context.setProcessingTimer(timeMs),
    deleteProcessingTimer: (timeMs) => context.deleteProcessingTimer(timeMs),
  };
}

export function rememberedInPhase(phase: Phase, state: TriggerState): TriggerState {
  return {
    get: (name) => state.get(`${phase} ${name}`),
    set: (name, value) => state.set(`${phase} ${name}`, value),
    delete: (name) => state.delete(`${phase} ${name}`),
  };
}
