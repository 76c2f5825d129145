import { explained } from "../data/explained-error.ts";
import { type Duration, positiveMs } from "../time/duration.ts";

/** Waits for what is outside of the run, but not for ever; what it throws is told with what was being done. */
export interface Edges {
  /** What `call` gives; `doing` completes "Cannot …". */
  io<Value>(doing: string, call: () => Promise<Value>, when?: EdgeOptions<Value>): Promise<Value>;
  /** As `io`, for what may take as long as it likes. */
  untimed<Value>(doing: string, call: () => Promise<Value>): Promise<Value>;
  close<Value>(doing: string, call: () => Promise<Value>): Promise<Value>;
  /** What to throw in the place of what a call threw: why the run was stopped stays as it is. */
  failed(doing: string, error: unknown, signal?: AbortSignal): unknown;
}

export interface EdgeOptions<Value> {
  /** A stop ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Gives back what came when nobody waited any more. */
  readonly tooLate?: (value: Value) => unknown;
}

export interface EdgeTimeouts {
  readonly ioTimeout?: Duration;
  readonly closeTimeout?: Duration;
}

/** @param stop What stops the run. */
export function edgesOf({ ioTimeout = "10m", closeTimeout = "30s" }: EdgeTimeouts, stop?: AbortSignal): Edges {
  const ioMs = positiveMs(ioTimeout, "ioTimeout");
  const closeMs = positiveMs(closeTimeout, "closeTimeout");
  const failed = (doing: string, error: unknown, signal = stop): unknown =>
    signal?.aborted === true && error === signal.reason
      ? error
      : explained(doing, error, "mend what it calls, or what is behind it");
  const told = async <Value>(doing: string, call: () => Promise<Value>, signal?: AbortSignal): Promise<Value> => {
    try {
      return await call();
    } catch (error) {
      throw failed(doing, error, signal);
    }
  };
  return {
    io: (doing, call, when = {}) =>
      inTime(told(doing, call, when.signal), ioMs, () => noAnswer(doing, ioMs, "ioTimeout"), when),
    untimed: (doing, call) => told(doing, call),
    close: (doing, call) => inTime(told(doing, call), closeMs, () => noAnswer(doing, closeMs, "closeTimeout"), {}),
    failed,
  };
}

/** Timers of runtimes hold 31 bits. */
const longestTimerMs = 2 ** 31 - 1;

async function inTime<Value>(
  answer: Promise<Value>,
  timeoutMs: number,
  error: () => Error,
  { signal, tooLate }: EdgeOptions<Value>,
): Promise<Value> {
  const given = Promise.withResolvers<never>();
  const stop = (): void => given.reject(signal!.reason);
  const timer = setTimeout(() => given.reject(error()), Math.min(timeoutMs, longestTimerMs));
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted === true) stop();
  try {
    return await Promise.race([answer, given.promise]);
  } catch (failure) {
    answer.then(tooLate, () => undefined).catch(() => undefined);
    throw failure;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

function noAnswer(doing: string, timeoutMs: number, option: string): Error {
  return new Error(
    `Cannot ${doing} as it must answer in time: got no answer within ${timeoutMs.toLocaleString("en-US")} ms; ` +
      `see whether what is behind it can be reached, or raise ${option}`,
  );
}
