import type { OperatorContext } from "./operator.ts";
import { type Outcome, pauseAfter, type Retry } from "./retry.ts";

/** What a function that answers later is given beside its argument. */
export interface AsyncContext {
  /** Aborted when nobody waits for the answer any more: at the timeout, and when the run ends or stops. */
  readonly signal: AbortSignal;
  /** 1 at first, more when it is tried again. */
  readonly attempt: number;
  /** Settles after so many ms of the run's own clock, which tests can hold. Rejects when the signal is aborted. */
  sleep(ms: number): Promise<void>;
}

export interface AsyncCallsOptions<Argument, Value> {
  readonly call: (argument: Argument, context: AsyncContext) => Value | PromiseLike<Value>;
  /** From the first attempt on, all retries included. */
  readonly timeoutMs: number;
  readonly retries: readonly Retry<Value>[];
  /** Called once for each argument. */
  readonly settled: (argument: Argument, ending: Ending<Value>) => void;
}

/** How a call ended, after all its attempts. */
export interface Ending<Value> {
  readonly attempts: number;
  /** That of the last attempt that had one. */
  readonly outcome: Outcome<Value> | undefined;
  readonly timedOut: boolean;
}

/** Calls of a function that answers later. Whoever owns it passes on what its own task is told. */
export interface AsyncCalls<Argument> {
  /** Calls at once; an answer that is there at once is settled at once. */
  run(argument: Argument): void;
  resume(): void;
  processingTime(timeMs: number): void;
  close(): void;
}

export function asyncCalls<Argument, Value>(
  options: AsyncCallsOptions<Argument, Value>,
  context: OperatorContext,
): AsyncCalls<Argument> {
  const calls = new Set<Call<Argument, Value>>();
  let answered: Call<Argument, Value>[] = [];
  const sleeps = sleeper(context);
  const settle = (call: Call<Argument, Value>, timedOut: boolean): void => {
    calls.delete(call);
    options.settled(call.argument, { attempts: call.attempt, outcome: call.outcome, timedOut });
  };
  const judge = (call: Call<Argument, Value>, outcome: Outcome<Value>): void => {
    call.outcome = outcome;
    const pauseMs = pauseAfter(options.retries, outcome, call.attempt, context.random);
    if (pauseMs === undefined) return settle(call, false);
    context.count("retries");
    call.againMs = context.clock.nowMs() + pauseMs;
    context.wakeAt(call.againMs);
  };
  const start = (call: Call<Argument, Value>): void => {
    const attempt = call.begin();
    const answer = (outcome: Outcome<Value>): void => {
      // Whoever gave up has settled it; what comes later is of no use.
      if (!calls.has(call)) return;
      answered.push(call);
      call.outcome = outcome;
      context.wake();
    };
    let given: Value | PromiseLike<Value>;
    try {
      given = options.call(call.argument, {
        get signal() {
          return call.signal;
        },
        attempt,
        sleep: (ms) => sleeps.sleep(ms, call.signal),
      });
    } catch (error) {
      return judge(call, { error });
    }
    if (!isThenable(given)) return judge(call, { value: given });
    given.then(
      (value) => answer({ value }),
      (error: unknown) => answer({ error }),
    );
  };
  return {
    run: (argument) => {
      const call = new Call<Argument, Value>(argument, context.clock.nowMs() + options.timeoutMs);
      calls.add(call);
      start(call);
      if (calls.has(call)) context.wakeAt(call.deadlineMs);
    },
    resume: () => {
      const now = answered;
      answered = [];
      for (const call of now) if (calls.has(call)) judge(call, call.outcome!);
    },
    processingTime: (timeMs) => {
      sleeps.wake(timeMs);
      let nextMs = sleeps.nextMs;
      for (const call of calls) {
        if (call.deadlineMs <= timeMs) {
          settle(call, true);
          call.giveUp(new DOMException("Nobody waits for the answer any more", "TimeoutError"));
        } else {
          if (call.againMs <= timeMs) start(call);
          nextMs = Math.min(nextMs, call.deadlineMs, call.againMs);
        }
      }
      if (nextMs < Number.POSITIVE_INFINITY) context.wakeAt(nextMs);
    },
    close: () => {
      const left = [...calls];
      calls.clear();
      for (const call of left) call.giveUp(new DOMException("The run has ended", "AbortError"));
    },
  };
}

class Call<Argument, Value> {
  readonly argument: Argument;
  readonly deadlineMs: number;
  attempt = 0;
  /** When it is tried again; +∞ while it is under way. */
  againMs = Number.POSITIVE_INFINITY;
  outcome: Outcome<Value> | undefined;
  /** Made when it is asked for: many functions do without. */
  #abort: AbortController | undefined;

  constructor(argument: Argument, deadlineMs: number) {
    this.argument = argument;
    this.deadlineMs = deadlineMs;
  }

  begin(): number {
    this.againMs = Number.POSITIVE_INFINITY;
    return ++this.attempt;
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  giveUp(reason: DOMException): void {
    this.#abort ??= new AbortController();
    this.#abort.abort(reason);
  }
}

interface Sleep {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** Promises that settle when processing time has come. */
function sleeper(context: OperatorContext) {
  const sleeps = new Set<Sleep>();
  return {
    sleep: (ms: number, signal: AbortSignal): Promise<void> => {
      const slept = new Promise<void>((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const own: Sleep = { dueMs: context.clock.nowMs() + ms, wake: resolve };
        sleeps.add(own);
        context.wakeAt(own.dueMs);
        signal.addEventListener("abort", () => {
          if (sleeps.delete(own)) reject(signal.reason);
        });
      });
      // Who does not wait for it is not told either.
      slept.catch(() => undefined);
      return slept;
    },
    wake: (timeMs: number): void => {
      for (const each of sleeps) {
        if (each.dueMs > timeMs) continue;
        sleeps.delete(each);
        each.wake();
      }
    },
    get nextMs() {
      let nextMs = Number.POSITIVE_INFINITY;
      for (const { dueMs } of sleeps) nextMs = Math.min(nextMs, dueMs);
      return nextMs;
    },
  };
}

function isThenable<Value>(given: Value | PromiseLike<Value>): given is PromiseLike<Value> {
  return typeof given === "object" && given !== null && typeof (given as PromiseLike<Value>).then === "function";
}
