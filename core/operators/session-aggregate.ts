import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import { type DataType, float64 } from "../data/data-type.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import { partialSlice } from "../data/partial-columns.ts";
import { folder } from "../expression/fold.ts";
import { partialsMerger } from "../expression/merge-partials.ts";
import { type DueQueue, dueQueue } from "../state/due-queue.ts";
import { noSlot } from "../state/session-slots.ts";
import { type SessionState, type SessionsAway, sessionState } from "../state/session-state.ts";
import { windowText } from "../time/window.ts";
import {
  type AggregationSpec,
  aggregationCode,
  keyColumns,
  needsRows,
  resultColumns,
  schemaMaker,
  timeColumn,
} from "./aggregation-spec.ts";
import { askedSessions } from "./asked-windows.ts";
import { byTheClock, reachedState, type TimedTask } from "./by-the-clock.ts";
import { foldFailureOf } from "./fold-failure.ts";
import { extendSessions } from "./kernels/extend-sessions.ts";
import { columnsReadBy, type KeyedInput, type KeySpec, keyedInput } from "./keyed-input.ts";
import { KeysDue } from "./keys-due.ts";
import type { Held, Operator, OperatorContext } from "./operator.ts";
import { resultSchema } from "./result-schema.ts";
import { withoutTime } from "./without-time.ts";

export interface SessionAggregateOptions {
  readonly key: KeySpec;
  readonly gapMs: number;
  /** Default `"event"`. By the clock there is no lateness. */
  readonly time?: "event" | "processing";
  readonly aggregates: AggregationSpec;
  /** How long after its end a session still takes records, ms. */
  readonly latenessMs: number;
  /** `"rows"`: key, window and results; `"values"`: the only result itself. */
  readonly output: "rows" | "values";
}

/**
 * Aggregates over sessions that fire once, at their end. Records that come in order extend the last session
 * of their key in a kernel; others create sessions or merge those they touch, one at a time.
 *
 * Morally: `for (row of rows) put(row.key, sessionsOf(row.key).mergedWith([row.time, row.time + gap)).add(row))`.
 */
export function sessionAggregate(options: SessionAggregateOptions): Operator {
  const { key, gapMs, time = "event", aggregates } = options;
  const declared = sessionState("sessions", aggregates.foldings, aggregates.names);
  const shown = { aggregates, time, output: options.output };
  const sessions = key === undefined ? declared : askedSessions(declared, shown);
  const assigner = { kind: "session" as const, gapMs };
  const window = windowText(time === "event" ? assigner : { kind: "processing", of: assigner });
  const open = (context: OperatorContext): SessionTask => new SessionTask(options, context, context.state(sessions));
  return {
    name: `window(${window}).${options.output === "rows" ? "aggregate" : "reduce"}`,
    details: { window, aggregates: aggregates.names.join(", ") },
    sides: ["late"],
    state: [sessions, ...(time === "event" ? [] : [reachedState])],
    selection: "accepts",
    ...resultSchema(options, ["windowStart", "windowEnd"]),
    code: (schema) => aggregationCode(key, aggregates, schema),
    reads: () => [columnsReadBy(key, aggregates.values, needsRows(aggregates))],
    open: time === "event" ? open : (context) => byTheClock(context, context.state(reachedState), open),
  };
}

/** Sessions that fire together are emitted in batches of so many at most. */
const emittedRows = 16_384;

/** Keys whose sessions are brought from disk at once where more are due. */
const keysTogether = 4096;

class SessionTask implements TimedTask {
  readonly #options: SessionAggregateOptions;
  readonly #context: OperatorContext;
  readonly #sessions: SessionState;
  /** When each session is to be looked at next, at its end or before: for firing, then for letting go of it. */
  #queue: DueQueue;
  /** The same of keys whose sessions were put away: the first time at which one of theirs is to be looked at. */
  readonly #away: KeysDue;
  /** The time at which the queue has each session, by slot; what it has for other times is outdated. */
  #due = new Float64Array(64).fill(Number.NaN);
  readonly #input: (batch: Batch) => KeyedInput | undefined;
  readonly #folder;
  readonly #merge;
  readonly #results;
  readonly #schemaOf = schemaMaker();
  #keyType: DataType = float64;
  // By row of the batch: the entry of its key, the slot of its session.
  #entries = new Int32Array(0);
  #slots = new Int32Array(0);

  constructor(options: SessionAggregateOptions, context: OperatorContext, sessions: SessionState) {
    this.#options = options;
    this.#context = context;
    this.#sessions = sessions;
    this.#queue = this.#newQueue();
    this.#away = new KeysDue(this.#newQueue());
    this.#input = keyedInput(context, options.key, options.aggregates.values, options.aggregates);
    this.#folder = folder(options.aggregates.foldings, foldFailureOf(context, options.aggregates));
    this.#merge = partialsMerger(options.aggregates.foldings);
    this.#results = resultColumns(options.aggregates, context.step);
    if (sessions.away === undefined) sessions.eachSlot((slot) => this.#expect(slot));
    else this.#bringAll(sessions.away.allKeys(), (slots) => slots.forEach((slot) => void this.#expect(slot)));
  }

  batch(batch: Batch): void {
    if (batch.times === undefined) throw withoutTime(this.#context.step);
    const input = this.#input(batch);
    if (input === undefined) return;
    this.#keyType = input.keyType;
    const length = lengthOf(input.batch);
    if (this.#entries.length < length) {
      this.#entries = new Int32Array(length);
      this.#slots = new Int32Array(length);
    }
    this.#bring(input.keys, input.batch.selection, length);
    this.#sessions.locate(input.keys, input.batch.selection, length, this.#entries);
    this.#takeRows(input, length);
  }

  watermark(timeMs: number): void {
    this.#fire(timeMs);
    // What is at hand is due later now.
    this.#bringAll(this.#away.take(timeMs), (slots) => {
      for (const slot of slots) this.#expect(slot);
      this.#fire(timeMs);
    });
  }

  #fire(timeMs: number): void {
    const fired: number[] = [];
    const ended: number[] = [];
    this.#queue.take(timeMs, (slot, due) => {
      if (this.#due[slot] !== due) return;
      this.#sessions.away?.note(this.#sessions.keyOf[slot]!);
      // The queue may have it twice.
      this.#due[slot] = Number.NaN;
      if (this.#sessions.fired[slot] === 0 && this.#lastTime(slot) <= timeMs) {
        this.#sessions.fired[slot] = 1;
        fired.push(slot);
      }
      if (this.#sessions.fired[slot] === 0 || this.#lastTime(slot) + this.#options.latenessMs > timeMs)
        this.#expect(slot);
      else ended.push(slot);
    });
    for (let from = 0; from < fired.length; from += emittedRows) {
      this.#emit(Int32Array.from(fired.slice(from, from + emittedRows)));
    }
    for (const slot of ended) {
      const key = this.#sessions.keyOf[slot]!;
      this.#release(slot);
      this.#sessions.forget(key);
    }
  }

  holds(key: number | undefined): Held {
    const { away } = this.#sessions;
    let count = 0;
    let window: { start: number; end: number } | undefined;
    const look = (slot: number): void => {
      const { keyOf, starts, ends, fired } = this.#sessions;
      if (fired[slot] === 1 || (key !== undefined && keyOf[slot] !== key)) return;
      count++;
      if (window === undefined || ends[slot]! < window.end) window = { start: starts[slot]!, end: ends[slot]! };
    };
    if (away === undefined) this.#sessions.eachSlot(look);
    else
      this.#bringAll(key === undefined ? away.allKeys() : [key], (slots) => slots.forEach((slot) => void look(slot)));
    return { count, of: "sessions", next: window && { time: "event", timeMs: window.end - 1, window } };
  }

  nextMs(): number {
    return Math.min(this.#queue.nextMs, this.#away.nextMs);
  }

  #newQueue(): DueQueue {
    return dueQueue(Math.max(1, this.#options.gapMs / 8));
  }

  /** Brings the sessions of keys, where they may be on disk; when there is too much, all others are put away before. */
  #bring(keys: Float64Array, selection: Int32Array | undefined, length: number): void {
    const { away } = this.#sessions;
    if (away === undefined) return;
    if (away.isFull) this.#putAway(away);
    away.bring(keys, selection, length);
  }

  /** Some keys at a time, with their slots. */
  #bringAll(keys: ArrayLike<number>, visit: (slots: readonly number[]) => void): void {
    for (let from = 0; from < keys.length; from += keysTogether) {
      const some = Float64Array.from({ length: Math.min(keysTogether, keys.length - from) }, (_, k) => keys[from + k]!);
      this.#bring(some, undefined, some.length);
      visit([...some].flatMap((key) => this.#sessions.chainOf(key)));
    }
  }

  #putAway(away: SessionsAway): void {
    const { keyOf } = this.#sessions;
    this.#sessions.eachSlot((slot) => this.#away.expect(keyOf[slot]!, this.#dueOf(slot)));
    away.putAway();
    this.#queue = this.#newQueue();
    this.#due.fill(Number.NaN);
  }

  #takeRows(input: KeyedInput, length: number): void {
    const { selection, times } = input.batch;
    const late: number[] = [];
    // Rows in [folded, k) know their sessions but are not in them yet.
    let folded = 0;
    for (let k = 0; k < length; k++) {
      k = this.#extend(input.batch, k, length);
      if (k === length) break;
      const row = selection === undefined ? k : selection[k]!;
      const time = times![row]!;
      const touched = this.#sessions.touching(this.#entries[k]!, time, time + this.#options.gapMs);
      const isMerge = touched.length > 1;
      if (isMerge) this.#fold(input, folded, k);
      const slot = this.#place(this.#entries[k]!, time, touched);
      const isLate = slot === noSlot;
      if (isLate) late.push(row);
      else this.#slots[k] = slot;
      const firesNow = !isLate && this.#sessions.fired[slot] === 1;
      if (isMerge) folded = k;
      if (!isLate && !firesNow) continue;
      this.#fold(input, folded, isLate ? k : k + 1);
      folded = k + 1;
      if (firesNow) this.#emit(Int32Array.of(slot));
    }
    this.#fold(input, folded, length);
    if (late.length > 0) this.#drop(input, late);
  }

  #extend({ times, selection }: Batch, from: number, length: number): number {
    const { heads, next, starts, ends } = this.#sessions;
    return extendSessions(
      times!,
      selection,
      this.#entries,
      from,
      length,
      this.#options.gapMs,
      this.#context.watermark,
      heads,
      next,
      starts,
      ends,
      this.#slots,
    );
  }

  /** The one session that a record and those it touches make; `noSlot` where it is too late for that. */
  #place(entry: number, time: number, touched: readonly number[]): number {
    const { gapMs, latenessMs } = this.#options;
    const [slot, ...others] = touched;
    if (slot === undefined) {
      if (time + gapMs - 1 + latenessMs <= this.#context.watermark) return noSlot;
      return this.#started(this.#sessions.add(entry, time, time + gapMs));
    }
    let end = Math.max(this.#sessions.ends[slot]!, time + gapMs);
    for (const other of others) {
      end = Math.max(end, this.#sessions.ends[other]!);
      this.#mergeInto(slot, other);
    }
    this.#sessions.move(slot, Math.min(this.#sessions.starts[slot]!, time), end);
    return this.#started(slot);
  }

  /** A session whose end the watermark has passed already fires with each record, another one (again) at its end. */
  #started(slot: number): number {
    const { fired } = this.#sessions;
    const before = fired[slot];
    fired[slot] = this.#lastTime(slot) <= this.#context.watermark ? 1 : 0;
    if (before !== fired[slot] || !this.#isExpected(slot)) this.#expect(slot);
    return slot;
  }

  #mergeInto(slot: number, other: number): void {
    const { partials } = this.#sessions;
    this.#merge(
      partials,
      Int32Array.of(slot),
      partials.map((column) => partialSlice(column, other)),
      1,
    );
    this.#release(other);
  }

  #release(slot: number): void {
    this.#sessions.remove(slot);
    this.#due[slot] = Number.NaN;
  }

  /** Has the queue give the session when it is due. */
  #expect(slot: number): void {
    const { starts } = this.#sessions;
    const due = this.#dueOf(slot);
    if (slot >= this.#due.length) {
      const larger = new Float64Array(starts.length).fill(Number.NaN);
      larger.set(this.#due);
      this.#due = larger;
    }
    this.#due[slot] = due;
    if (Number.isFinite(due)) this.#queue.push(due, slot);
  }

  #dueOf(slot: number): number {
    return this.#lastTime(slot) + (this.#sessions.fired[slot] === 1 ? this.#options.latenessMs : 0);
  }

  #isExpected(slot: number): boolean {
    return this.#due[slot]! <= this.#lastTime(slot) + this.#options.latenessMs;
  }

  #lastTime(slot: number): number {
    return this.#sessions.ends[slot]! - 1;
  }

  #fold({ batch, values }: KeyedInput, from: number, to: number): void {
    if (from >= to) return;
    this.#folder.fold("add", { batch, from, to, entries: this.#slots }, values, this.#sessions.partials);
  }

  #drop({ batch, keys }: KeyedInput, rows: readonly number[]): void {
    for (const row of rows) this.#sessions.forget(keys[row]!);
    this.#context.count("numLateRecordsDropped", rows.length);
    this.#context.emit({ ...batch, selection: Int32Array.from(rows) }, "late");
  }

  #emit(slots: Int32Array): void {
    const { keyOf, starts, ends, partials } = this.#sessions;
    const results = this.#results(partials, slots);
    const windowEnds = gatherFloat64(ends, slots);
    const columns =
      this.#options.output === "values"
        ? results
        : [
            ...this.#keyColumns(gatherFloat64(keyOf, slots)),
            timeColumn("windowStart", gatherFloat64(starts, slots)),
            timeColumn("windowEnd", windowEnds),
            ...results,
          ];
    const schema = this.#schemaOf(columns);
    this.#context.emit(
      makeBatch(
        this.#options.output === "values" ? { ...schema, shape: "value" } : schema,
        slots.length,
        columns.map(({ column }) => column),
        { times: windowEnds.map((end) => end - 1) },
      ),
    );
  }

  #keyColumns(numbers: Float64Array): ReturnType<typeof keyColumns> {
    return keyColumns(this.#context.keys, numbers, this.#options.key?.names ?? [], this.#keyType);
  }
}
