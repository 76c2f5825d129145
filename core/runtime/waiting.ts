import { type Clock, monotonicClock, yieldToEventLoop } from "../platform/mod.ts";
import type { Execution } from "./execution.ts";
import type { Output } from "./subtask.ts";

/** Waits for the next batch, or what else a source waits for; meanwhile processing time goes on. Undefined when nobody wants it any more. */
export async function waitFor<Value>(
  awaited: Promise<Value>,
  execution: Execution,
  signal: AbortSignal,
  output: Output,
): Promise<Value | undefined> {
  const state = { settled: false };
  const settled = awaited.finally(() => {
    state.settled = true;
  });
  const aborted = abortPromise(signal);
  try {
    while (!state.settled) {
      const dueMs = Math.min(execution.host.wakeups.next - execution.host.clock.nowMs(), longestSleepMs);
      const sleep = sleepFor(execution.host.clock, Math.max(0, dueMs));
      const news = execution.host.wakeups.news();
      try {
        await Promise.race([settled, aborted.promise, sleep.promise, news.promise]);
      } finally {
        sleep.cancel();
        news.release();
      }
      execution.host.wakeups.wake();
      execution.progress.report(false);
      if (execution.host.wakeups.asked) await yieldToEventLoop();
      if (!state.settled && !output.needed) return undefined;
    }
    return await settled;
  } finally {
    aborted.release();
  }
}

const longestSleepMs = 1000;

/** By a clock that says how one waits by it; now and then one looks anyway, as nobody may move such a clock. */
function sleepFor(clock: Clock, ms: number): { promise: Promise<void>; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const real = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, clock.sleep === undefined ? ms : longestSleepMs);
  });
  const promise = clock.sleep === undefined ? real : Promise.race([clock.sleep(ms), real]);
  return { promise, cancel: () => clearTimeout(timer) };
}

/**
 * Who waits, by the signal that ends it: one listener hears for all of them, as a signal looks through its listeners for each
 * that comes and goes, and there may be thousands of splits.
 */
const waitingFor = new WeakMap<AbortSignal, Waiters>();

interface Waiters {
  readonly ends: Set<() => void>;
  readonly listener: () => void;
}

function waitersOf(signal: AbortSignal): Waiters {
  const known = waitingFor.get(signal);
  if (known !== undefined) return known;
  const ends = new Set<() => void>();
  const listener = (): void => {
    for (const end of ends) end();
  };
  const waiters = { ends, listener };
  waitingFor.set(signal, waiters);
  return waiters;
}

function abortPromise(signal: AbortSignal): { promise: Promise<never>; release: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  const end = (): void => reject(signal.reason);
  if (signal.aborted) end();
  const { ends, listener } = waitersOf(signal);
  if (ends.size === 0) signal.addEventListener("abort", listener);
  ends.add(end);
  return {
    promise,
    release: () => {
      ends.delete(end);
      if (ends.size === 0) signal.removeEventListener("abort", listener);
    },
  };
}

/** Whether sinks have not taken yet what they were given, or an operator wants no more for now. */
export function isHeldBack({ host }: Execution): boolean {
  return host.pending.size > 0 || host.wakeups.waits() === "full";
}

/**
 * Waits until sinks have taken what they were given, and operators want more: this is how they hold sources back.
 *
 * @param signal Of who waits: an operator that has failed under another may want no more for ever.
 */
export async function settle(execution: Execution, signal: AbortSignal = execution.signal): Promise<void> {
  await sinksTake(execution, signal);
  while (execution.host.wakeups.waits() === "full") await goOn(execution, signal);
}

/** Waits until operators have all that they wait for: behind it nothing more comes of what they were given. */
export async function finishWaiting(execution: Execution): Promise<void> {
  await sinksTake(execution);
  while (execution.host.wakeups.waits() !== undefined) await goOn(execution);
}

/** Lets all go on until something from outside of the thread has come. */
export async function goOnUntil<Value>(execution: Execution, awaited: Promise<Value>): Promise<Value> {
  const waker = execution.host.wakeups.waker();
  let isSettled = false;
  const settled = awaited.finally(() => {
    isSettled = true;
    waker.soon();
  });
  settled.catch(() => undefined);
  try {
    while (!isSettled) await goOn(execution);
    return await settled;
  } finally {
    waker.release();
  }
}

/** Lets all go on until what comes from other threads has come, and what goes to them is on its way. */
export async function untilDone(execution: Execution): Promise<void> {
  const { channels, wakeups } = execution.host;
  await sinksTake(execution);
  while (channels?.isDone === false || wakeups.waits() !== undefined) await goOn(execution);
}

/** Waits for what operators wait for, and lets them go on with it. */
async function goOn(execution: Execution, signal: AbortSignal = execution.signal): Promise<void> {
  const { wakeups, clock } = execution.host;
  const aborted = abortPromise(signal);
  const sleep = sleepFor(clock, Math.max(0, Math.min(wakeups.next - clock.nowMs(), longestSleepMs)));
  const news = wakeups.news();
  try {
    // A stop comes before news, of which there may be no end.
    await Promise.race([aborted.promise, news.promise, sleep.promise]);
  } finally {
    sleep.cancel();
    news.release();
    aborted.release();
  }
  const beganMs = monotonicClock.nowMs();
  wakeups.wake();
  execution.progress.report(false);
  await yieldToEventLoop();
  await letCheckpointsGoOn(execution, monotonicClock.nowMs() - beganMs);
  await sinksTake(execution, signal);
}

/** A turn that has taken so long is a long one, ms. */
const longTurnMs = 4;
/** What others get behind a long turn: a share of it, at most so much. */
const shareOfTurn = 0.1;
const longestShareMs = 200;

/**
 * The files of a checkpoint are opened, written, made durable and named one after another, some thirty turns of the event loop: one turn
 * behind each superstep of a graph would make that thirty supersteps, however long these are.
 */
async function letCheckpointsGoOn({ host }: Execution, heldMs: number): Promise<void> {
  // By a clock of its own a run must not depend on how fast this machine is.
  if (host.checkpoints.underWay === 0 || heldMs < longTurnMs || host.clock.sleep !== undefined) return;
  const shareMs = Math.min(longestShareMs, shareOfTurn * heldMs);
  await new Promise<void>((done) => setTimeout(done, shareMs));
}

/** Waits until sinks have taken what they were given. */
export async function sinksTake(execution: Execution, signal: AbortSignal = execution.signal): Promise<void> {
  const { host, deadLetters } = execution;
  deadLetters.flush();
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
