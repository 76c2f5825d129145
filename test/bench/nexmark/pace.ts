/** Time that passes: real, or a test's. */
export interface Clock {
  /** ms since any fixed moment. */
  now(): number;
  /** Ends after `ms`, or rejects when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", stop);
        resolve();
      }, ms);
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    }),
};

/**
 * Holds events back to a rate: event n is due `(n − first) / perSecond` after the start. What it returns waits until
 * an event of `[next, end)` is due and gives the end of those that are.
 */
export function pace(
  first: number,
  perSecond: number,
  clock: Clock,
  signal: AbortSignal,
): (next: number, end: number) => Promise<number> {
  const perMs = perSecond / 1000;
  const startedMs = clock.now();
  return async (next, end) => {
    for (;;) {
      const due = first + Math.floor((clock.now() - startedMs) * perMs) + 1;
      if (due > next) return Math.min(due, end);
      await clock.wait(Math.max((next - due + 1) / perMs, 1), signal);
    }
  };
}
