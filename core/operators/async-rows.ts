import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import { any } from "../data/data-type.ts";
import { plainCopy } from "../data/plain-copy.ts";
import { valueSchema } from "../data/schema.ts";
import { rowReader } from "../expression/row-reader.ts";
import { type InFlightState, inFlightState } from "../state/in-flight-state.ts";
import { type OperatorState, operatorState } from "../state/keyed-state.ts";
import type { StateDeclaration } from "../state/state.ts";
import { type Fenced, type FencedQueue, fencedQueue } from "./fenced-queue.ts";
import type { Held, OperatorContext, RecordFailure, Waiting } from "./operator.ts";

/** A row that waits for what becomes of it. */
export interface AsyncRow extends Fenced {
  readonly row: unknown;
  readonly timeMs: number | undefined;
  /** Its number among the rows that the subtask was given. */
  readonly position: number;
  /** What the state knows it by. */
  readonly number: number;
  /** What it becomes: any number of rows. */
  results: readonly unknown[];
}

/** What a snapshot holds of a row in flight: it is input, to be asked for anew. */
export interface StoredRow {
  readonly row: unknown;
  readonly timeMs: number | undefined;
  /** The watermark that it came behind: later ones wait for it. */
  readonly behindMs: number;
}

const rowsInFlight: StateDeclaration<InFlightState<StoredRow>> = inFlightState("rows in flight");

/** Of the watermarks: the last that came (the end of the input does not count), and the last that was sent on. */
interface Watermarks {
  readonly cameMs: number;
  readonly sentMs: number;
}

const watermarks: StateDeclaration<OperatorState<Watermarks>> = operatorState(
  "watermarks",
  () => ({ cameMs: Number.NEGATIVE_INFINITY, sentMs: Number.NEGATIVE_INFINITY }),
  (a, b) => ({ cameMs: Math.min(a.cameMs, b.cameMs), sentMs: Math.min(a.sentMs, b.sentMs) }),
);

/** What an operator declares that has its rows on their way so. */
export const asyncRowsState: readonly StateDeclaration[] = [rowsInFlight, watermarks];

export interface AsyncRowsOptions {
  /** How rows leave between two watermarks: as they came, or as their results come. */
  readonly order: "kept" | "completion";
  /** Rows that have begun and not left, at most. */
  readonly capacity: number;
  /** Begins with rows; calls `done` or `fail` for each, now or later. */
  readonly begin: (rows: readonly AsyncRow[]) => void;
}

/** Rows on their way through something that takes its time, and the watermarks that they hold back. */
export class AsyncRows {
  readonly #context: OperatorContext;
  readonly #options: AsyncRowsOptions;
  readonly #state: InFlightState<StoredRow>;
  readonly #times: OperatorState<Watermarks>;
  readonly #queue: FencedQueue<AsyncRow>;
  /** Rows that have not begun. */
  readonly #backlog: AsyncRow[] = [];
  /** Rows that leave as one batch. */
  #leaving: AsyncRow[] = [];
  #received = 0;

  /** @param context Of an operator that declares `asyncRowsState` and sends its own watermarks. */
  constructor(context: OperatorContext, options: AsyncRowsOptions) {
    this.#context = context;
    this.#options = options;
    this.#state = context.state(rowsInFlight);
    this.#times = context.state(watermarks);
    this.#queue = fencedQueue(options.order);
    this.#restore();
  }

  /** Begins with what a restored state holds; nothing leaves yet. To be called at the end of `open`. */
  start(): void {
    if (this.#beginMore()) this.#context.wake();
  }

  add(batch: Batch): void {
    const read = rowReader(batch);
    for (let k = 0; k < lengthOf(batch); k++) {
      const at = batch.selection === undefined ? k : batch.selection[k]!;
      const row = read(at);
      const stored: StoredRow = { row: asGiven(row), timeMs: batch.times?.[at], behindMs: this.#context.watermark };
      this.#enqueue(row, stored, this.#state.add(stored));
    }
  }

  watermark(timeMs: number): void {
    if (timeMs < Number.POSITIVE_INFINITY) this.#times.value = { ...this.#times.value, cameMs: timeMs };
    this.#queue.fence(timeMs);
  }

  done(row: AsyncRow, results: readonly unknown[]): void {
    row.results = results;
    this.#queue.done(row);
  }

  /** Leaves the row out, or fails the job, as the step's `onError` says. */
  fail(row: AsyncRow, failure: Pick<RecordFailure, "doing" | "error" | "explained">): void {
    this.#context.fail({ ...failure, batch: valueBatch([row.row]), row: 0, position: row.position });
    // It has been told of: a restore must not do it again.
    this.#state.forget(row.number);
    this.#queue.done(row);
  }

  /** Sends on what may leave, and begins with as many rows as there is room for. To be called behind all else. */
  flow(): void {
    do this.#drain();
    while (this.#beginMore());
  }

  waits(): Waiting | undefined {
    if (this.#queue.size === 0) return undefined;
    return this.#queue.size < this.#options.capacity ? "pending" : "full";
  }

  /** For those who ask why nothing comes. */
  holds(): Held {
    return { count: this.#queue.size, of: "rows in flight", waitsFor: "answers of what is asked for them" };
  }

  #enqueue(row: unknown, { timeMs }: StoredRow, number: number): void {
    const entry: AsyncRow = { row, timeMs, position: this.#received++, number, results: [], isDone: false, span: 0 };
    this.#queue.add(entry);
    this.#backlog.push(entry);
  }

  #beginMore(): boolean {
    const room = this.#options.capacity - (this.#queue.size - this.#backlog.length);
    if (room <= 0 || this.#backlog.length === 0) return false;
    this.#options.begin(this.#backlog.splice(0, room));
    return true;
  }

  #drain(): void {
    this.#queue.drain(
      (row) => this.#leaving.push(row),
      (timeMs) => {
        this.#send();
        this.#times.value = { ...this.#times.value, sentMs: timeMs };
        this.#context.emitWatermark(timeMs);
      },
    );
    this.#send();
  }

  #send(): void {
    const left = this.#leaving;
    this.#leaving = [];
    if (left.some(({ results }) => results.length > 0)) this.#context.emit(resultBatch(left));
    for (const { number } of left) this.#state.forget(number);
  }

  /** Rows of a snapshot are asked for anew, with the fences that were between them. */
  #restore(): void {
    if (this.#state.size === 0) return;
    const { cameMs, sentMs } = this.#times.value;
    // Of other subtasks there may be rows that came behind a watermark that this one has not reached.
    const behind = ({ behindMs }: StoredRow): number => Math.min(behindMs, cameMs);
    const rows = [...this.#state.numbered].sort(([, a], [, b]) => behind(a) - behind(b) || 0);
    let fencedMs = sentMs;
    const fenceUpTo = (timeMs: number): void => {
      if (timeMs <= fencedMs) return;
      fencedMs = timeMs;
      this.#queue.fence(timeMs);
    };
    for (const [number, stored] of rows) {
      fenceUpTo(behind(stored));
      this.#enqueue(asGiven(stored.row), stored, number);
    }
    fenceUpTo(cameMs);
  }
}

/**
 * What a snapshot holds of a row: a function that changes the row it is given, and is asked anew after a restore, is given it
 * as it was. What is no plain data a snapshot refuses, which is nothing to a run that takes none.
 */
function asGiven(row: unknown): unknown {
  if (typeof row !== "object" || row === null) return row;
  try {
    return plainCopy(row, "what is in flight");
  } catch {
    return row;
  }
}

const schema = valueSchema(any);

function valueBatch(values: readonly unknown[], times?: Float64Array): Batch {
  const column = { type: any, layout: "values", values, validity: undefined } as const;
  return makeBatch(schema, values.length, [column], { times });
}

function resultBatch(rows: readonly AsyncRow[]): Batch {
  const values: unknown[] = [];
  const times: number[] = [];
  for (const { results, timeMs } of rows) {
    for (const result of results) {
      values.push(result);
      if (timeMs !== undefined) times.push(timeMs);
    }
  }
  return valueBatch(values, times.length === values.length ? Float64Array.from(times) : undefined);
}
