import { performance as loop } from "node:perf_hooks";

/** Where an operator or the runtime takes the time from: passed in, so that tests can hold it. */
export interface Clock {
  nowMs(): number;
  /** Time since some moment, ms: for durations. Never goes back, nor jumps, as `nowMs` may. Default: that of `nowMs`. */
  elapsedMs?(): number;
  /** How long this thread has had something to do since some moment, ms; undefined where the runtime does not tell. */
  activeMs?(): number | undefined;
  /** Settles when so much time has passed by this clock. Default: by the system's. */
  sleep?(ms: number): Promise<void>;
}

/** Wall time, ms since the epoch. May jump when the machine's clock is set. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  activeMs: () => {
    const { active, idle } = loop.eventLoopUtilization();
    // Deno and Bun have the function, and say nothing by it.
    return active === 0 && idle === 0 ? undefined : active;
  },
};

/** Time since some moment before the start, ms with fractions. Never goes back: for durations. */
export const monotonicClock: Clock = { nowMs: () => performance.now() };

/** Waits by a clock. */
export function sleepBy(clock: Clock, ms: number): Promise<void> {
  return clock.sleep?.(ms) ?? new Promise((resolve) => setTimeout(resolve, ms));
}

/** Time since some moment by a clock, ms: for durations. */
export function elapsedBy(clock: Clock): number {
  return clock.elapsedMs === undefined ? clock.nowMs() : clock.elapsedMs();
}
