/** How a split is, for those who watch event time: held back by `align`, without rows for long, or neither. */
export type SplitState = "active" | "paused" | "idle";

/** How long a split was in each state, ms of processing time. */
export type SplitTimes = Readonly<Record<SplitState, number>>;

export interface SplitTimeMeter {
  /** From now on it is so; undefined where it is not read. */
  set(state: SplitState | undefined, nowMs: number): void;
  until(nowMs: number): SplitTimes;
}

export function splitTimeMeter(): SplitTimeMeter {
  const spent = { active: 0, paused: 0, idle: 0 };
  let state: SplitState | undefined;
  let sinceMs = 0;
  return {
    set: (next, nowMs) => {
      if (next === state) return;
      if (state !== undefined) spent[state] += nowMs - sinceMs;
      state = next;
      sinceMs = nowMs;
    },
    until: (nowMs) => (state === undefined ? { ...spent } : { ...spent, [state]: spent[state] + nowMs - sinceMs }),
  };
}
