import type { Footprint, Recoverable } from "../../state/state.ts";

/** What the state of a step takes in one subtask. */
export type StepFootprint = Required<Footprint>;

/** Undefined where some state does not say. */
export function footprintOf(handles: Iterable<Recoverable>): StepFootprint | undefined {
  const sum = { entries: 0, bytes: 0, timers: 0, calls: 0 };
  for (const handle of handles) {
    const one = handle.footprint?.();
    if (one === undefined) return undefined;
    sum.entries += one.entries;
    sum.bytes += one.bytes;
    sum.timers += one.timers ?? 0;
    sum.calls += one.calls ?? 0;
  }
  return sum;
}
