import type { Clock } from "../platform/mod.ts";

/** A clock that stands until it is told to go on. */
export interface VirtualClock extends Clock {
  /** Settles when it has been told to go on so far. */
  sleep(ms: number): Promise<void>;
  advanceTo(timeMs: number): void;
}

/**
 * A clock for tests: time is data.
 *
 * @example
 * ```ts
 * const clock = virtualClock(1_000);
 * clock.advanceTo(1_500);
 * console.log(clock.nowMs()); // 1500
 * ```
 */
export function virtualClock(startMs = 0): VirtualClock {
  let nowMs = startMs;
  const sleeping = new Set<{ readonly untilMs: number; readonly wake: () => void }>();
  return {
    nowMs: () => nowMs,
    sleep: (ms) => new Promise((wake) => void sleeping.add({ untilMs: nowMs + ms, wake })),
    advanceTo: (timeMs) => {
      if (!(timeMs >= nowMs)) {
        throw new RangeError(
          `Cannot advance a virtual clock as time must not go back: got ${timeMs} ms at ${nowMs} ms; start an earlier clock`,
        );
      }
      nowMs = timeMs;
      for (const sleeper of sleeping) {
        if (sleeper.untilMs > nowMs) continue;
        sleeping.delete(sleeper);
        sleeper.wake();
      }
    },
  };
}
