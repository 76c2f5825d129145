import { type Duration, positiveMs } from "../time/duration.ts";

/** Waits for what is outside of the run, but not for ever. */
export interface Edges {
  /** What `answer` gives; `doing` completes "Cannot …". */
  io<Value>(doing: string, answer: Promise<Value>, when?: EdgeOptions<Value>): Promise<Value>;
  close<Value>(doing: string, answer: Promise<Value>): Promise<Value>;
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

export function edgesOf({ ioTimeout = "10m", closeTimeout = "30s" }: EdgeTimeouts): Edges {
  const ioMs = positiveMs(ioTimeout, "ioTimeout");
  const closeMs = positiveMs(closeTimeout, "closeTimeout");
  return {
    io: (doing, answer, when = {}) => inTime(answer, ioMs, () => noAnswer(doing, ioMs, "ioTimeout"), when),
    close: (doing, answer) => inTime(answer, closeMs, () => noAnswer(doing, closeMs, "closeTimeout"), {}),
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
