import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import { any } from "../data/data-type.ts";
import { valueSchema } from "../data/schema.ts";
import { rowReader } from "../expression/row-reader.ts";
import { type InFlightState, inFlightState } from "../state/in-flight-state.ts";
import { type OperatorState, operatorState } from "../state/keyed-state.ts";
import type { StateDeclaration } from "../state/state.ts";
import { fencedQueue } from "./fenced-queue.ts";
import type { OperatorContext, RecordFailure, Waiting } from "./operator.ts";

/** A row that waits for what becomes of it. */
export interface AsyncRow {
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
export interface AsyncRows {
  /** Begins with what a restored state holds; nothing leaves yet. To be called at the end of `open`. */
  start(): void;
  add(batch: Batch): void;
  watermark(timeMs: number): void;
  done(row: AsyncRow, results: readonly unknown[]): void;
  /** Leaves the row out, or fails the job, as the step's `onError` says. */
  fail(row: AsyncRow, failure: Pick<RecordFailure, "doing" | "error" | "explained">): void;
  /** Sends on what may leave, and begins with as many rows as there is room for. To be called behind all else. */
  flow(): void;
  waits(): Waiting | undefined;
}

/** @param context Of an operator that declares `asyncRowsState` and sends its own watermarks. */
export function asyncRows(context: OperatorContext, options: AsyncRowsOptions): AsyncRows {
  const { capacity } = options;
  const state = context.state(rowsInFlight);
  const times = context.state(watermarks);
  const queue = fencedQueue<AsyncRow>(options.order);
  const backlog: AsyncRow[] = [];
  let received = 0;
  let gathered: AsyncRow[] = [];
  const send = (): void => {
    const left = gathered;
    gathered = [];
    if (left.some(({ results }) => results.length > 0)) context.emit(resultBatch(left));
    for (const { number } of left) state.forget(number);
  };
  const drain = (): void => {
    queue.drain(
      (row) => gathered.push(row),
      (timeMs) => {
        send();
        times.value = { ...times.value, sentMs: timeMs };
        context.emitWatermark(timeMs);
      },
    );
    send();
  };
  const queued = (stored: StoredRow, number: number): void => {
    const entry: AsyncRow = { row: stored.row, timeMs: stored.timeMs, position: received++, number, results: [] };
    queue.add(entry);
    backlog.push(entry);
  };
  restore({ state, times: times.value, fence: queue.fence, add: queued });
  const beginMore = (): boolean => {
    const room = capacity - (queue.size - backlog.length);
    if (room <= 0 || backlog.length === 0) return false;
    options.begin(backlog.splice(0, room));
    return true;
  };
  return {
    start: () => {
      if (beginMore()) context.wake();
    },
    add: (batch) => {
      const read = rowReader(batch);
      for (let k = 0; k < lengthOf(batch); k++) {
        const at = batch.selection === undefined ? k : batch.selection[k]!;
        const stored: StoredRow = { row: read(at), timeMs: batch.times?.[at], behindMs: context.watermark };
        queued(stored, state.add(stored));
      }
    },
    watermark: (timeMs) => {
      if (timeMs < Number.POSITIVE_INFINITY) times.value = { ...times.value, cameMs: timeMs };
      queue.fence(timeMs);
    },
    done: (row, results) => {
      row.results = results;
      queue.done(row);
    },
    fail: (row, failure) => {
      context.fail({ ...failure, batch: valueBatch([row.row]), row: 0, position: row.position });
      // It has been told of: a restore must not do it again.
      state.forget(row.number);
      queue.done(row);
    },
    flow: () => {
      do drain();
      while (beginMore());
    },
    waits: () => {
      if (queue.size === 0) return undefined;
      return queue.size < capacity ? "pending" : "full";
    },
  };
}

interface Restoring {
  readonly state: InFlightState<StoredRow>;
  readonly times: Watermarks;
  readonly fence: (timeMs: number) => void;
  readonly add: (stored: StoredRow, number: number) => void;
}

/** Rows of a snapshot are asked for anew, with the fences that were between them. */
function restore({ state, times, fence, add }: Restoring): void {
  if (state.size === 0) return;
  // Of other subtasks there may be rows that came behind a watermark that this one has not reached.
  const behind = ({ behindMs }: StoredRow): number => Math.min(behindMs, times.cameMs);
  const rows = [...state.numbered].sort(([, a], [, b]) => behind(a) - behind(b) || 0);
  let fencedMs = times.sentMs;
  const fenceUpTo = (timeMs: number): void => {
    if (timeMs <= fencedMs) return;
    fencedMs = timeMs;
    fence(timeMs);
  };
  for (const [number, stored] of rows) {
    fenceUpTo(behind(stored));
    add(stored, number);
  }
  fenceUpTo(times.cameMs);
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
