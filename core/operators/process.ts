import { type Batch, lengthOf } from "../data/batch.ts";
import { rowReader } from "../expression/row-reader.ts";
import type { StateDeclaration } from "../state/state.ts";
import { type Timer, type Timers, timerState } from "../state/timers.ts";
import { broadcastState } from "../state/user/broadcast.ts";
import type { StateSpec, UserStore } from "../state/user/user-state.ts";
import { type KeyedInput, type KeySpec, keyedInput } from "./keyed-input.ts";
import type { Held, Operator, OperatorContext, OperatorTask, RecordFailure } from "./operator.ts";
import { type ProcessCall, processCall, timerBatch } from "./process-call.ts";
import type { SubtaskContext } from "./process-context.ts";

/** Functions of a user's, for rows of one input or two, that share state, timers and side outputs. */
export interface ProcessSpec {
  readonly name: string;
  readonly inputs: readonly ProcessInput[];
  /** What the keys of all inputs but broadcast ones are; undefined where there are none, and so no state and timers. */
  readonly keyNames: readonly string[] | undefined;
  readonly state: StateSpec;
  readonly broadcastState: StateSpec;
  readonly onTimer: ((timeMs: number, context: never) => unknown) | undefined;
  readonly open: ((context: SubtaskContext) => unknown) | undefined;
  readonly close: ((opened: never) => void) | undefined;
  readonly sides: readonly string[];
  /** What becomes of the changes that a call made before it threw: where that fails the job, nobody looks at them. */
  readonly onThrow: "undo" | "keep";
}

export interface ProcessInput {
  /** For errors: `row`, `left`. */
  readonly what: string;
  readonly call: (row: never, context: never) => unknown;
  /** The key of its rows; none, or of the whole broadcast input. */
  readonly by: { readonly key: KeySpec } | "none" | "broadcast";
}

/** Work that cleaning up may do after a call of the runtime: so much, and twice its rows. */
const cleanUpWork = 1000;

/** How many timers may go off at the end, or at one time, where so many wait: more are taken for a chain without end. */
function mostAtOnce(waiting: number): number {
  return 10_000 + 101 * waiting;
}

/**
 * Calls a function with each row, and with each timer that it set; they give any number of rows, to the main output and to
 * side outputs. What a call gave and changed before it threw is as if it had not been, where the job goes on.
 */
export function process(spec: ProcessSpec): Operator {
  const keyed = spec.keyNames !== undefined;
  const declared = {
    state: Object.entries(spec.state).map(([name, state]) => state.declare(name)),
    broadcast: Object.entries(spec.broadcastState).map(([name, state]) => broadcastState(name, state)),
    event: timerState("event timers"),
    processing: timerState("processing timers"),
  };
  const timers = keyed && spec.onTimer !== undefined ? [declared.event, declared.processing] : [];
  const broadcast = spec.inputs.findIndex(({ by }) => by === "broadcast");
  return {
    name: spec.name,
    inputs: spec.inputs.length,
    ...(broadcast < 0 ? {} : { readsFirst: broadcast }),
    sides: spec.sides,
    state: [...declared.state, ...declared.broadcast, ...timers],
    selection: "accepts",
    ...(keyed ? { details: { key: spec.keyNames.join(", ") || "none" } } : {}),
    open: (context) => {
      const stores = (declarations: readonly StateDeclaration<UserStore<unknown>>[]): Map<string, UserStore<unknown>> =>
        new Map(declarations.map((declaration) => [declaration.name, context.state(declaration)]));
      const [event, processing] = timers.map((timer) => context.state(timer as StateDeclaration<Timers>));
      return new ProcessTask(spec, context, {
        state: stores(declared.state),
        broadcast: stores(declared.broadcast),
        timers: event && processing && { event, processing },
      });
    },
  };
}

/** What a subtask remembers. */
export interface ProcessStores {
  readonly state: ReadonlyMap<string, UserStore<unknown>>;
  readonly broadcast: ReadonlyMap<string, UserStore<unknown>>;
  readonly timers: { readonly event: Timers; readonly processing: Timers } | undefined;
}

class ProcessTask implements OperatorTask {
  readonly #spec: ProcessSpec;
  readonly #context: OperatorContext;
  readonly #stores: ProcessStores;
  readonly #call: ProcessCall;
  readonly #inputs: readonly (((batch: Batch) => KeyedInput | undefined) | undefined)[];
  /** State that expires, by which time. */
  readonly #expiring: { readonly event: UserStore<unknown>[]; readonly processing: UserStore<unknown>[] };
  /** The last watermark before the end: how far event time is. */
  #reachedMs: number;

  constructor(spec: ProcessSpec, context: OperatorContext, stores: ProcessStores) {
    this.#spec = spec;
    this.#context = context;
    this.#stores = stores;
    this.#inputs = spec.inputs.map(({ by }) => (typeof by === "object" ? keyedInput(context, by.key, []) : undefined));
    const expiring = (time: "event" | "processing"): UserStore<unknown>[] =>
      Object.entries(spec.state).flatMap(([name, { expires }]) => (expires === time ? [stores.state.get(name)!] : []));
    this.#expiring = { event: expiring("event"), processing: expiring("processing") };
    this.#reachedMs = context.watermark;
    this.#call = processCall(spec, context, stores);
    this.#sleep();
  }

  batch(batch: Batch, input: number): void {
    if (this.#expiring.event.length > 0 && batch.times === undefined) throw timeless(this.#context.step);
    this.#goOffByClock(Number.NEGATIVE_INFINITY);
    const keyedBatch = this.#inputs[input];
    const given = keyedBatch === undefined ? { batch, keys: undefined } : keyedBatch(batch);
    if (given !== undefined) this.#takeRows(given.batch, given.keys, this.#spec.inputs[input]!);
    this.#done(lengthOf(batch));
  }

  watermark(timeMs: number): void {
    const event = this.#stores.timers?.event;
    if (event !== undefined) this.#goOff(event, "event", timeMs);
    if (timeMs < Number.POSITIVE_INFINITY) this.#reachedMs = timeMs;
    this.#done(0);
  }

  processingTime(timeMs: number): void {
    this.#goOffByClock(timeMs);
    this.#done(0);
  }

  /** The clock will not be waited for: timers of processing time go off now, and those of event time that they set. */
  end(): void {
    const { event, processing } = this.#stores.timers ?? {};
    if (event !== undefined && processing !== undefined) {
      const most = mostAtOnce(event.size + processing.size);
      for (let count = 0; event.size + processing.size > 0; ) {
        count += this.#goOff(processing, "processing", Number.POSITIVE_INFINITY, most - count);
        count += this.#goOff(event, "event", Number.POSITIVE_INFINITY, most - count);
      }
    }
    this.#call.output.send();
  }

  close(): void {
    this.#call.close();
  }

  /** Timers: state alone waits for nothing. */
  holds(key: number | undefined): Held {
    const { event, processing } = this.#stores.timers ?? {};
    const of = (timers: Timers | undefined): { count: number; timeMs: number } => {
      let [count, timeMs] = [0, Number.POSITIVE_INFINITY];
      timers?.each((timer) => {
        if (key !== undefined && timer.key !== key) return;
        count++;
        timeMs = Math.min(timeMs, timer.timeMs);
      });
      return { count, timeMs };
    };
    const [byEvent, byClock] = [of(event), of(processing)];
    const [time, first] = byEvent.count > 0 ? (["event", byEvent] as const) : (["processing", byClock] as const);
    const next = first.count === 0 ? undefined : { time, timeMs: first.timeMs };
    return { count: byEvent.count + byClock.count, of: "timers", next };
  }

  #takeRows(batch: Batch, keys: Float64Array | undefined, { call, what, by }: ProcessInput): void {
    const running = this.#call;
    if (keys !== undefined) {
      for (const store of this.#stores.state.values()) store.readAhead?.(keys, batch.selection, lengthOf(batch));
    }
    const read = rowReader(batch);
    const times = batch.times;
    const asksClock = this.#expiring.processing.length > 0;
    const role = by === "broadcast" ? "broadcast" : "row";
    for (let k = 0; k < lengthOf(batch); k++) {
      const row = batch.selection === undefined ? k : batch.selection[k]!;
      const timeMs = times?.[row];
      const key = keys === undefined ? Number.NaN : keys[row]!;
      const nowMs = asksClock ? this.#context.clock.nowMs() : Number.NaN;
      const failed = running.run(call, read(row), role, what, { key, timeMs, eventMs: this.#eventMs(timeMs), nowMs });
      if (failed !== undefined) this.#context.fail({ doing: `apply ${what}`, error: failed.error, batch, row });
    }
  }

  #goOffByClock(atLeastMs: number): void {
    const processing = this.#stores.timers?.processing;
    if (processing === undefined || processing.size === 0) return;
    const nowMs = Math.max(atLeastMs, this.#context.clock.nowMs());
    if (processing.next <= nowMs) this.#goOff(processing, "processing", nowMs);
  }

  /** Timers set meanwhile go off as well, if they are due. Gives how many did: no more than `most` may without time going on. */
  #goOff(timers: Timers, by: "event" | "processing", untilMs: number, most = mostAtOnce(timers.size)): number {
    let count = 0;
    let [furthestMs, still] = [Number.NEGATIVE_INFINITY, 0];
    for (let timer = timers.due(untilMs); timer !== undefined; timer = timers.due(untilMs)) {
      count++;
      if (timer.timeMs > furthestMs) furthestMs = timer.timeMs;
      else still++;
      if (untilMs === Number.POSITIVE_INFINITY && count > most) throw neverEnding(this.#context.step, count);
      if (still > most) throw neverAdvancing(this.#context.step, still, furthestMs);
      this.#fire(timer, by);
    }
    return count;
  }

  #fire({ key, timeMs }: Timer, by: "event" | "processing"): void {
    const time = by === "event" ? timeMs : undefined;
    const at = { key, timeMs: time, eventMs: this.#eventMs(time), nowMs: this.#context.clock.nowMs() };
    const failed = this.#call.run(this.#spec.onTimer!, timeMs, by, "onTimer", at);
    if (failed !== undefined) this.#context.fail(this.#timerFailure(key, timeMs, by, failed.error));
  }

  #timerFailure(key: number, timeMs: number, by: string, error: unknown): RecordFailure {
    const batch = timerBatch({ key: this.#context.keys.keyOf(key), timer: by, time: timeMs });
    return { doing: "apply onTimer", error, batch, row: 0, place: `a timer of ${by} time` };
  }

  /** The time by which state expires: what is late does not see what is gone. */
  #eventMs(timeMs: number | undefined): number {
    return timeMs !== undefined && timeMs > this.#reachedMs ? timeMs : this.#reachedMs;
  }

  #done(rows: number): void {
    this.#call.output.send();
    const work = cleanUpWork + 2 * rows;
    for (const store of this.#expiring.event) this.#cleanUp(store, this.#reachedMs, work);
    if (this.#expiring.processing.length > 0) {
      const nowMs = this.#context.clock.nowMs();
      for (const store of this.#expiring.processing) this.#cleanUp(store, nowMs, work);
    }
    this.#forgetKeys();
    this.#sleep();
  }

  #cleanUp(store: UserStore<unknown>, nowMs: number, work: number): void {
    const left = store.cleanUp(nowMs, work);
    this.#context.keys.mayForget(work - left);
  }

  /** The runtime does so when a watermark comes; here keys come and go without any, too. */
  #forgetKeys(): void {
    const { keys } = this.#context;
    if (!keys.wantsSweep) return;
    const { state, timers } = this.#stores;
    keys.sweep((keep) => {
      for (const store of state.values()) store.eachKey?.(keep);
      timers?.event.eachKey(keep);
      timers?.processing.eachKey(keep);
    });
  }

  /** What was not cleaned up yet is, as soon as there is time. */
  #sleep(): void {
    let next = this.#stores.timers?.processing.next ?? Number.POSITIVE_INFINITY;
    for (const store of this.#expiring.processing) next = Math.min(next, store.nextCleanUpMs);
    if (next === Number.NEGATIVE_INFINITY) next = this.#context.clock.nowMs();
    if (next < Number.POSITIVE_INFINITY) this.#context.wakeAt(next);
  }
}

function timeless(step: string): TypeError {
  return new TypeError(
    `Cannot let state expire by event time in ${step} as its rows must have one: got a dataset without withEventTime; ` +
      'add .withEventTime((row) => row.at) before it, or use ttl: { after, time: "processing" }',
  );
}

function neverEnding(step: string, count: number): RangeError {
  return new RangeError(
    `Cannot end ${step} as its timers must come to an end when the input has: got ${count.toLocaleString("en-US")} that went off, ` +
      "each setting the next; set none in onTimer when context.watermark is Infinity",
  );
}

function neverAdvancing(step: string, count: number, timeMs: number): RangeError {
  return new RangeError(
    `Cannot go on from ${step} as its timers must come to an end: got ${count.toLocaleString("en-US")} that went off at ${timeMs} or before, ` +
      "each setting the next; in onTimer, set them for later than the time that it is given",
  );
}
