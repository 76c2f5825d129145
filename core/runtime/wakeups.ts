import type { Clock } from "../platform/mod.ts";

/** Processing time: who wants to be called at what time. The run loop calls `wake` between batches. */
export interface Wakeups {
  waker(): Waker;
  /** Calls whoever is due. */
  wake(): void;
  /** The earliest time anyone waits for; +∞ when nobody does. */
  readonly next: number;
}

export interface Waker {
  readonly at: (timeMs: number) => void;
  readonly wakes: (call: (timeMs: number) => void) => void;
}

export function wakeups(clock: Clock): Wakeups {
  const sleepers: { at: number; call: (timeMs: number) => void }[] = [];
  return {
    waker: () => {
      const sleeper = { at: Number.POSITIVE_INFINITY, call: (_: number): void => undefined };
      sleepers.push(sleeper);
      return {
        at: (timeMs) => {
          sleeper.at = Math.min(sleeper.at, timeMs);
        },
        wakes: (call) => {
          sleeper.call = call;
        },
      };
    },
    wake: () => {
      const now = clock.nowMs();
      for (const sleeper of sleepers) {
        if (sleeper.at > now) continue;
        sleeper.at = Number.POSITIVE_INFINITY;
        sleeper.call(now);
      }
    },
    get next() {
      return sleepers.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
    },
  };
}
