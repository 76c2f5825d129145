import type { Clock } from "../platform/mod.ts";

/** A clock that stands until it is told to go on. */
export interface VirtualClock extends Clock {
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
  return {
    nowMs: () => nowMs,
    advanceTo: (timeMs) => {
      if (!(timeMs >= nowMs)) {
        throw new RangeError(
          `Cannot advance a virtual clock as time must not go back: got ${timeMs} ms at ${nowMs} ms; start an earlier clock`,
        );
      }
      nowMs = timeMs;
    },
  };
}
