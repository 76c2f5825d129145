import { durationText } from "../time/duration.ts";
import type { AsyncContext } from "./async-context.ts";
import type { OperatorContext } from "./operator.ts";
import { type Outcome, pauseAfter, type Retry } from "./retry.ts";

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
  /** From the first attempt on, with the pauses between them, ms. */
  readonly tookMs: number;
  /** That of the last attempt that had one. */
  readonly outcome: Outcome<Value> | undefined;
  readonly timedOut: boolean;
  /** Whether what failed is the function that says if an outcome is worth another try. */
  readonly undecided?: boolean;
}

/** What could not be done where a call has failed. */
export function failedDoing({ undecided, timedOut, attempts, tookMs }: Ending<unknown>, call: string): string {
  if (undecided === true) return "tell whether to try again";
  return attempts === 1 || timedOut ? call : `${call} in ${attempts} attempts within ${durationText(tookMs)}`;
}

/** By what durations go: a machine whose clock is set waits as long as one whose clock is not. */
export function elapsedMs({ clock }: Pick<OperatorContext, "clock">): number {
  return clock.elapsedMs?.() ?? clock.nowMs();
}

/** Asks to be called when so much has elapsed. Whoever is called before asks again. */
export function wakeWhen(context: OperatorContext, dueMs: number): void {
  context.wakeAt(context.clock.nowMs() + Math.max(0, dueMs - elapsedMs(context)));
}

/** Calls of a function that answers later. Whoever owns it passes on what its own task is told. */
export interface AsyncCalls<Argument> {
  /** Calls at once; an answer that is there at once is settled at once. */
  run(argument: Argument): void;
  resume(): void;
  processingTime(): void;
  close(): void;
}

export function asyncCalls<Argument, Value>(
  options: AsyncCallsOptions<Argument, Value>,
  context: OperatorContext,
): AsyncCalls<Argument> {
  const calls = new Calls(options, context);
  return {
    run: (argument) => calls.run(argument),
    resume: () => calls.resume(),
    processingTime: () => calls.processingTime(),
    close: () => calls.close(),
  };
}

class Calls<Argument, Value> {
  readonly #options: AsyncCallsOptions<Argument, Value>;
  readonly #context: OperatorContext;
  readonly #sleeps: Sleeper;
  readonly #running = new Set<Call<Argument, Value>>();
  #answered: Call<Argument, Value>[] = [];

  constructor(options: AsyncCallsOptions<Argument, Value>, context: OperatorContext) {
    this.#options = options;
    this.#context = context;
    this.#sleeps = sleeper(context);
  }

  run(argument: Argument): void {
    const call = new Call<Argument, Value>(argument, elapsedMs(this.#context) + this.#options.timeoutMs);
    this.#running.add(call);
    this.#start(call);
    if (this.#running.has(call)) wakeWhen(this.#context, call.deadlineMs);
  }

  resume(): void {
    const answered = this.#answered;
    this.#answered = [];
    for (const call of answered) if (this.#running.has(call)) this.#judge(call, call.outcome!);
  }

  processingTime(): void {
    const timeMs = elapsedMs(this.#context);
    this.#sleeps.wake(timeMs);
    let nextMs = this.#sleeps.nextMs;
    for (const call of this.#running) {
      if (call.deadlineMs <= timeMs) {
        // Told first: settling it may end the run.
        call.giveUp(new DOMException("Nobody waits for the answer any more", "TimeoutError"));
        this.#settle(call, { timedOut: true });
      } else {
        if (call.againMs <= timeMs) this.#start(call);
        nextMs = Math.min(nextMs, call.deadlineMs, call.againMs);
      }
    }
    if (nextMs < Number.POSITIVE_INFINITY) wakeWhen(this.#context, nextMs);
  }

  close(): void {
    const left = [...this.#running];
    this.#running.clear();
    for (const call of left) call.giveUp(new DOMException("The run has ended", "AbortError"));
  }

  #start(call: Call<Argument, Value>): void {
    const attempt = call.begin();
    let given: Value | PromiseLike<Value>;
    let isLater: boolean;
    try {
      given = this.#options.call(call.argument, new Attempt(attempt, call, this.#sleeps));
      isLater = isThenable(given);
    } catch (error) {
      return this.#judge(call, { error });
    }
    if (!isLater) return this.#judge(call, { value: given as Value });
    // Of what is no promise `then` may call back twice, with a promise, or throw.
    Promise.resolve(given).then(
      (value) => this.#answer(call, { value }),
      (error: unknown) => this.#answer(call, { error }),
    );
  }

  #answer(call: Call<Argument, Value>, outcome: Outcome<Value>): void {
    // Whoever gave up has settled it; what comes later is of no use.
    if (!this.#running.has(call)) return;
    call.outcome = outcome;
    this.#answered.push(call);
    this.#context.wake();
  }

  #judge(call: Call<Argument, Value>, outcome: Outcome<Value>): void {
    call.outcome = outcome;
    let pauseMs: number | undefined;
    try {
      pauseMs = pauseAfter(this.#options.retries, outcome, call.attempt, this.#context.random);
    } catch (error) {
      call.outcome = { error };
      return this.#settle(call, { undecided: true });
    }
    if (pauseMs === undefined) return this.#settle(call, {});
    this.#context.count("numRetries");
    call.againMs = elapsedMs(this.#context) + pauseMs;
    wakeWhen(this.#context, call.againMs);
  }

  #settle(call: Call<Argument, Value>, how: Partial<Pick<Ending<Value>, "timedOut" | "undecided">>): void {
    this.#running.delete(call);
    const tookMs = Math.max(0, Math.round(elapsedMs(this.#context) - call.deadlineMs + this.#options.timeoutMs));
    const { attempt: attempts, outcome } = call;
    this.#options.settled(call.argument, { attempts, tookMs, outcome, timedOut: false, ...how });
  }
}

/** What the function is given: one object for each attempt, as there are as many as rows. */
class Attempt implements AsyncContext {
  readonly attempt: number;
  readonly #call: { readonly signal: AbortSignal };
  readonly #sleeps: Sleeper;

  constructor(attempt: number, call: { readonly signal: AbortSignal }, sleeps: Sleeper) {
    this.attempt = attempt;
    this.#call = call;
    this.#sleeps = sleeps;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }

  get sleep(): (ms: number) => Promise<void> {
    return (ms) => this.#sleeps.sleep(ms, this.signal);
  }
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

/** Promises that settle when so much time has elapsed. */
interface Sleeper {
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  wake(timeMs: number): void;
  readonly nextMs: number;
}

function sleeper(context: OperatorContext): Sleeper {
  const sleeps = new Set<Sleep>();
  return {
    sleep: (ms: number, signal: AbortSignal): Promise<void> => {
      const slept = new Promise<void>((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const own: Sleep = { dueMs: elapsedMs(context) + ms, wake: resolve };
        sleeps.add(own);
        wakeWhen(context, own.dueMs);
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

function isThenable(given: unknown): boolean {
  return typeof given === "object" && given !== null && typeof (given as PromiseLike<unknown>).then === "function";
}
