import type { Batch } from "../data/batch.ts";
import type { Execution } from "./execution.ts";

/** Waits for the next batch; meanwhile processing time goes on. */
export async function waitFor(
  read: Promise<Batch | undefined>,
  execution: Execution,
  signal: AbortSignal,
): Promise<Batch | undefined> {
  const state = { settled: false };
  const settled = read.finally(() => {
    state.settled = true;
  });
  const aborted = abortPromise(signal);
  try {
    while (!state.settled) {
      const dueMs = Math.min(execution.host.wakeups.next - execution.host.clock.nowMs(), longestSleepMs);
      const sleep = sleepFor(Math.max(0, dueMs));
      await Promise.race([settled, aborted.promise, sleep.promise]);
      sleep.cancel();
      execution.host.wakeups.wake();
      execution.progress.report(false);
    }
    return await settled;
  } finally {
    aborted.release();
  }
}

const longestSleepMs = 1000;

function sleepFor(ms: number): { promise: Promise<void>; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const promise = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}

function abortPromise(signal: AbortSignal): { promise: Promise<never>; release: () => void } {
  let listener = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    listener = () => reject(signal.reason);
    if (signal.aborted) listener();
    else signal.addEventListener("abort", listener, { once: true });
  });
  promise.catch(() => undefined);
  return { promise, release: () => signal.removeEventListener("abort", listener) };
}

/** Waits until sinks have taken what they were given: this is how they hold sources back. */
export async function settle({ host, deadLetters, signal }: Execution): Promise<void> {
  await deadLetters.flush();
  if (host.pending.size === 0) return;
  // A sink that never answers does not outlive a stop.
  const aborted = abortPromise(signal);
  // A run that waits keeps the process alive: signals with a timeout do not.
  const alive = setInterval(() => undefined, longestSleepMs);
  try {
    await Promise.race([Promise.all(host.pending), aborted.promise]);
  } finally {
    clearInterval(alive);
    aborted.release();
  }
}
