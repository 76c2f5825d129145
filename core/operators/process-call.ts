import { type Batch, makeBatch } from "../data/batch.ts";
import { any } from "../data/data-type.ts";
import { shown } from "../data/options.ts";
import { plainCopy } from "../data/plain-copy.ts";
import { valueSchema } from "../data/schema.ts";
import type { Timers } from "../state/timers.ts";
import { broadcastKey, readOnly } from "../state/user/broadcast.ts";
import type { StateCursor } from "../state/user/cursor.ts";
import type { UserStore } from "../state/user/user-state.ts";
import { eventTimeRule } from "../time/event-time.ts";
import { countersOfSteps, gaugesOfSteps } from "./counted-of-steps.ts";
import type { OperatorContext } from "./operator.ts";
import type { ProcessSpec, ProcessStores } from "./process.ts";
import type { SubtaskContext } from "./process-context.ts";
import { type ProcessOutput, processOutput } from "./process-output.ts";

/** What calls a user's functions, one after another, and takes back what a failed one did. */
export interface ProcessCall {
  readonly output: ProcessOutput;
  /** Calls a function; gives what it threw, when all it did is undone. */
  run(
    call: (given: never, context: never) => unknown,
    given: unknown,
    role: Role,
    what: string,
    at: Moment,
  ): { readonly error: unknown } | undefined;
  close(): void;
}

/** Whose context a function gets. */
export type Role = "row" | "broadcast" | "event" | "processing";

/** Where and when a function runs. */
export interface Moment {
  /** NaN for none. */
  readonly key: number;
  /** The time of the row or timer, and of what is given for it. */
  readonly timeMs: number | undefined;
  /** The times by which state expires. */
  readonly eventMs: number;
  readonly nowMs: number;
}

export function processCall(spec: ProcessSpec, context: OperatorContext, stores: ProcessStores): ProcessCall {
  const undo: (() => void)[] = [];
  const output = processOutput(context, spec.sides);
  const call = new Calls(spec, context, stores, output, spec.onThrow === "undo" ? undo : undefined);
  return {
    output,
    run: (given, ...rest) => call.run(given, ...rest),
    close: () => (spec.close as ((opened: unknown) => void) | undefined)?.(call.opened),
  };
}

class Calls {
  readonly opened: unknown;
  readonly #context: OperatorContext;
  readonly #stores: ProcessStores;
  readonly #output: ProcessOutput;
  readonly #cursor: Mutable<StateCursor>;
  readonly #contexts: Readonly<Record<Role, object>>;
  #timeMs: number | undefined;
  #running = false;
  /** What a call that may be undone does to timers: done when it has not failed. */
  readonly #later: (() => void)[] = [];

  constructor(
    spec: ProcessSpec,
    context: OperatorContext,
    stores: ProcessStores,
    output: ProcessOutput,
    undo: (() => void)[] | undefined,
  ) {
    this.#context = context;
    this.#stores = stores;
    this.#output = output;
    this.#cursor = { key: Number.NaN, eventMs: Number.NEGATIVE_INFINITY, processingMs: Number.NaN, undo };
    const subtask = subtaskContext(context);
    this.opened = opened(spec, subtask);
    const row = this.#contextOf(subtask, "row");
    this.#contexts = {
      row,
      broadcast: this.#contextOf(subtask, "broadcast"),
      event: ofTimer(row, "event"),
      processing: ofTimer(row, "processing"),
    };
  }

  run(
    call: (given: never, context: never) => unknown,
    given: unknown,
    role: Role,
    what: string,
    { key, timeMs, eventMs, nowMs }: Moment,
  ): { readonly error: unknown } | undefined {
    const cursor = this.#cursor;
    this.#output.begin(timeMs);
    this.#timeMs = timeMs;
    this.#running = true;
    cursor.key = key;
    cursor.eventMs = eventMs;
    cursor.processingMs = nowMs;
    try {
      this.#output.take(call(given as never, this.#contexts[role] as never), what);
      for (const change of this.#later) change();
      this.#output.keep();
      return undefined;
    } catch (error) {
      this.#output.forget();
      for (let undone = cursor.undo?.pop(); undone !== undefined; undone = cursor.undo?.pop()) undone();
      return { error };
    } finally {
      this.#running = false;
      cursor.key = Number.NaN;
      if (cursor.undo !== undefined) this.#later.length = cursor.undo.length = 0;
    }
  }

  #contextOf(subtask: SubtaskContext, role: "row" | "broadcast"): object {
    const calls = this;
    const isRow = role === "row";
    const shared: StateCursor = Object.create(this.#cursor, {
      key: { get: () => (this.#running ? broadcastKey : Number.NaN) },
    });
    return {
      ...subtask,
      opened: this.opened,
      get time() {
        return calls.#timeMs;
      },
      get watermark() {
        return calls.#context.watermark;
      },
      get key() {
        return calls.#keyAt(calls.#cursor.key);
      },
      state: handlesOf(this.#stores.state, (store) => store.handle(this.#cursor)),
      broadcastState: handlesOf(this.#stores.broadcast, (store, name) =>
        isRow ? readOnly(store.handle(shared), name) : store.handle(shared),
      ),
      sideOutput: (name: string, row: unknown) => calls.#side(name, row),
      ...(isRow ? this.#timerMethods() : { applyToKeyedState: this.#applying() }),
    };
  }

  /** The key, as a copy where it could be changed. */
  #keyAt(number: number): unknown {
    if (Number.isNaN(number)) return undefined;
    return plainCopy(this.#context.keys.keyOf(number), "a key");
  }

  /** Between two calls it would be taken back with what the next one gives, or never be sent. */
  #side(name: string, row: unknown): void {
    if (!this.#running) throw sideLater(this.#context.step, name);
    this.#output.side(name, row);
  }

  #timerMethods(): object {
    const { timers } = this.#stores;
    const set = (by: "event" | "processing") => (timeMs: number) => {
      if (by === "event" && isBeyond(timeMs)) throw farTime(this.#context.step, timeMs);
      this.#setTimer(timers?.[by], timeMs);
    };
    const remove = (by: "event" | "processing") => (timeMs: number) => this.#deleteTimer(timers?.[by], timeMs);
    return {
      setEventTimer: set("event"),
      deleteEventTimer: remove("event"),
      setProcessingTimer: set("processing"),
      deleteProcessingTimer: remove("processing"),
    };
  }

  #setTimer(timers: Timers | undefined, timeMs: number): void {
    const { key, undo } = this.#cursor;
    if (timers === undefined) throw noTimers(this.#context.step, ...this.#whyNone());
    if (Number.isNaN(key))
      throw noTimers(this.#context.step, "no key is at hand", "set it before the function returns");
    if (typeof timeMs !== "number" || Number.isNaN(timeMs)) throw noTime(this.#context.step, "set", timeMs);
    if (undo === undefined) timers.set(key, timeMs);
    else this.#later.push(() => timers.set(key, timeMs));
  }

  #whyNone(): [why: string, remedy: string] {
    if (!this.#running || !Number.isNaN(this.#cursor.key)) return ["it has no onTimer", "add onTimer(time, context)"];
    return ["its rows have no key", "put keyBy(…) before it, and add onTimer(time, context)"];
  }

  #deleteTimer(timers: Timers | undefined, timeMs: number): void {
    const { key, undo } = this.#cursor;
    if (typeof timeMs !== "number" || Number.isNaN(timeMs)) throw noTime(this.#context.step, "delete", timeMs);
    if (timers === undefined || Number.isNaN(key)) return;
    if (undo === undefined) timers.delete(key, timeMs);
    else this.#later.push(() => timers.delete(key, timeMs));
  }

  #applying(): (name: string, call: (key: unknown, state: object) => void) => void {
    const state = handlesOf(this.#stores.state, (store) => store.handle(this.#cursor));
    return (name, call) => {
      const store = this.#stores.state.get(name);
      if (store === undefined) throw noState(this.#context.step, name, [...this.#stores.state.keys()]);
      try {
        for (const key of store.keys()) {
          this.#cursor.key = key;
          if (store.has(this.#cursor)) call(this.#keyAt(key), state);
        }
      } finally {
        this.#cursor.key = Number.NaN;
      }
    };
  }
}

/** The context of a row, getters and all, for who spreads it as well as for who reads it. */
function ofTimer(row: object, timer: "event" | "processing"): object {
  return Object.defineProperties({ timer }, Object.getOwnPropertyDescriptors(row));
}

type Mutable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

function subtaskContext({ step, subtask, parallelism, clock, random, count }: OperatorContext): SubtaskContext {
  const counted = (metric: string, by = 1): void => {
    if (typeof metric !== "string" || !Number.isFinite(by)) throw noCount(step, metric, by);
    if (countersOfSteps.has(metric) || gaugesOfSteps.has(metric)) throw isCounted(step, metric);
    count(metric, by);
  };
  return { step, subtask, parallelism, clock, random, count: counted };
}

function noCount(step: string, metric: unknown, by: unknown): TypeError {
  return new TypeError(
    `Cannot count in ${step} as it takes the name of a counter and how much comes to it: got ${shown(metric)} and ${shown(by)}; ` +
      "use for instance context.count(name) or context.count(name, row.size)",
  );
}

function isCounted(step: string, metric: string): TypeError {
  return new TypeError(
    `Cannot count in ${step} as a counter of yours must have a name of its own: got ${shown(metric)}, ` +
      "which is counted of every step; call it otherwise, for instance by what it counts",
  );
}

function handlesOf(
  stores: ReadonlyMap<string, UserStore<unknown>>,
  handle: (store: UserStore<unknown>, name: string) => unknown,
): object {
  const handles = Object.fromEntries([...stores].map(([name, store]) => [name, handle(store, name)]));
  return Object.freeze(Object.defineProperties({}, Object.fromEntries(Object.entries(handles).map(fixed))));
}

/** A handle that cannot be replaced by a value: `state.seen = 7` would lose it, and remember nothing. */
function fixed([name, handle]: readonly [string, unknown]): readonly [string, PropertyDescriptor] {
  return [
    name,
    {
      enumerable: true,
      get: () => handle,
      set: (value: unknown) => {
        const way = "set" in (handle as object) ? "set(…)" : "add(…)";
        throw new TypeError(
          `Cannot put ${shown(value)} in the place of state ${JSON.stringify(name)} as its handle must stay: ` +
            `use state.${name}.${way} to change what is kept`,
        );
      },
    },
  ];
}

function opened({ open }: ProcessSpec, subtask: SubtaskContext): unknown {
  try {
    const given = open?.(subtask);
    if (given instanceof Promise) throw new TypeError("it gave a promise, which nobody waits for");
    return given;
  } catch (cause) {
    const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new Error(`Cannot open ${subtask.step} as its open threw ${text}; mend the function`, { cause });
  }
}

const schema = valueSchema(any);

/** A timer as a record, for those that fail. */
export function timerBatch(timer: { readonly key: unknown; readonly timer: string; readonly time: number }): Batch {
  return makeBatch(schema, 1, [{ type: any, layout: "values", values: [timer], validity: undefined }]);
}

function noTimers(step: string, why: string, remedy: string): TypeError {
  return new TypeError(
    `Cannot set a timer in ${step} as it must belong to a key and go off somewhere: ${why}; ${remedy}`,
  );
}

function noTime(step: string, doing: "set" | "delete", got: unknown): TypeError {
  return new TypeError(
    `Cannot ${doing} a timer in ${step} as its time must be a number of ms: got ${typeof got === "bigint" ? `${got}n` : String(got)}; use for instance context.time + 60_000`,
  );
}

/** What is given at a timer has its time as event time: windows behind it must be able to take that. */
function isBeyond(timeMs: number): boolean {
  return Math.abs(timeMs) > Number.MAX_SAFE_INTEGER;
}

function farTime(step: string, timeMs: number): RangeError {
  const isEnd = timeMs === Number.POSITIVE_INFINITY;
  const { remedy } = eventTimeRule(timeMs);
  return new RangeError(
    `Cannot set a timer in ${step} as its time must be ms within 2^53 of the epoch: got ${timeMs}; ` +
      (isEnd ? "use Number.MAX_SAFE_INTEGER for the end of the input" : remedy),
  );
}

function sideLater(step: string, name: string): TypeError {
  return new TypeError(
    `Cannot give a row to side output ${JSON.stringify(name)} in ${step} as no function of it is running: ` +
      "got a call from outside; give it before the function returns, and wait for what comes later in a mapAsync before this step",
  );
}

function noState(step: string, name: string, names: readonly string[]): TypeError {
  return new TypeError(
    `Cannot apply a function to the state of keys in ${step} as it must be declared: got ${JSON.stringify(name)}, declared ${names.join(", ") || "nothing"}`,
  );
}
