import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import { isValid, valueAt } from "../data/column.ts";
import { compact, keep } from "../data/compact.ts";
import { rowText } from "../data/explained-error.ts";
import { type KnownOptions, requireOptions, shown } from "../data/options.ts";
import { requireColumn } from "../data/schema.ts";
import { rowReader } from "../expression/row-reader.ts";
import { type Clock, monotonicClock, sleepBy } from "../platform/mod.ts";
import { eventTimeRule, isEventTime } from "../time/event-time.ts";
import { arraySource, asyncSource } from "./memory-source.ts";
import type { BadRecord, ReadContext, Source, SplitPosition, SplitReader } from "./source.ts";

export interface ReplayOptions<Row> {
  /** What gives the time that rows are paced by, ms since the epoch or a Date: a column, or a function. Rows should be nearly in its order. */
  readonly time: (string & keyof Row) | ((row: Row) => number | Date);
  /** How many times faster than it was: 3600 plays an hour in a second; `Infinity` does not wait. */
  readonly speedUp: number;
  /** Where waiting time is taken from; default the system's. */
  readonly clock?: Clock;
}

const known: KnownOptions<ReplayOptions<never>> = { time: true, speedUp: true, clock: true };

/** Rows are let go in steps of this length, so that a fast replay still moves in batches. */
const stepMs = 50;

/**
 * Stored data as the stream it once was: the same rows, unbounded, each let go when its time has come at the speed chosen.
 * They have that time as the event time of their source: `withEventTime()` needs no lambda. The splits of a source are all
 * open at once.
 *
 * @param input A connector's source, an array, or a dataset.
 * @example
 * ```ts
 * import { count, from, replay, tumbling } from "millrace";
 * const day = [{ at: 0, shop: "Kent" }, { at: 3_600_000, shop: "Bend" }];
 * const hours = from(replay(day, { time: "at", speedUp: 3_600_000 })) // an hour a millisecond
 *   .withEventTime()
 *   .windowAll(tumbling("1h"))
 *   .aggregate({ rows: count() });
 * await hours.forEach((hour) => console.log(hour.rows)); // 1, then 1
 * ```
 */
export function replay<Row>(
  input: Source<Row> | readonly Row[] | AsyncIterable<Row>,
  options: ReplayOptions<Row>,
): Source<Row> {
  requireOptions(options, known, "replay");
  const source = sourceOf(input);
  if (!(typeof options.speedUp === "number" && options.speedUp > 0)) {
    throw new RangeError(
      `Cannot replay ${source.name} as its speed-up must be a number above 0: got ${shown(options.speedUp)}; 1 is as it was, 3600 an hour a second`,
    );
  }
  const ofRun = (inner: Source<Row>): Source<Row> => replayed(inner, options);
  return {
    ...ofRun(source),
    // Each run begins to wait by itself.
    describe: async () => {
      const { source: inner = source, ...rest } = (await source.describe?.()) ?? {};
      return { ...rest, source: ofRun(inner as Source<Row>) };
    },
  };
}

function replayed<Row>(source: Source<Row>, options: ReplayOptions<Row>): Source<Row> {
  const start: Start = { eventMs: undefined, clockMs: 0 };
  const columns = (wanted: readonly string[] | undefined): readonly string[] | undefined =>
    withTime(wanted, options.time);
  return {
    name: `replay(${source.name})`,
    boundedness: "unbounded",
    ...(source.unrepeatable === undefined ? {} : { unrepeatable: source.unrepeatable }),
    // Where the first time of all was, and when it was let go.
    readers: "together",
    ...(source.thread === undefined ? {} : { thread: source.thread }),
    ...(source.reach === undefined ? {} : { reach: (use) => source.reach!(use) }),
    splits: (request, stored) => source.splits({ ...request, columns: columns(request.columns) }, stored),
    ...(source.newSplits === undefined ? {} : { newSplits: (known, signal) => source.newSplits!(known, signal) }),
    open: async (split, position, context) => {
      const request = { ...context.request, columns: columns(context.request.columns) };
      const { inner, skip } = isReplayPosition(position) ? position : { inner: undefined, skip: 0 };
      const reader = await source.open(split, inner, { ...context, request });
      return paced(reader, skip, { options, start, context, name: source.name });
    },
  };
}

function sourceOf<Row>(input: Source<Row> | readonly Row[] | AsyncIterable<Row>): Source<Row> {
  if (Array.isArray(input)) return arraySource(input as readonly Row[]);
  if (typeof input === "object" && input !== null) {
    if (Symbol.asyncIterator in input) return asyncSource(input as AsyncIterable<Row>, "bounded");
    if ("splits" in input) return input as Source<Row>;
  }
  throw new TypeError(
    `Cannot replay ${input === null ? "null" : typeof input} as it must be a source, an array or a dataset; ` +
      'use for instance replay(parquet("day.parquet"), { time: "at", speedUp: 60 })',
  );
}

/** Where the source stood before its batch, and how many rows of that were let go. */
interface ReplayPosition {
  readonly inner?: SplitPosition;
  readonly skip: number;
}

function isReplayPosition(position: SplitPosition | undefined): position is SplitPosition & ReplayPosition {
  return typeof position === "object" && position !== null && "skip" in position;
}

interface Replaying<Row> {
  readonly options: ReplayOptions<Row>;
  readonly start: Start;
  readonly context: ReadContext;
  readonly name: string;
}

/** The first time of all splits, and when it was let go. */
interface Start {
  eventMs: number | undefined;
  clockMs: number;
}

/** A function may read any column. */
function withTime<Row>(
  columns: readonly string[] | undefined,
  time: ReplayOptions<Row>["time"],
): readonly string[] | undefined {
  if (columns === undefined || typeof time === "function") return undefined;
  return columns.includes(time) ? columns : [...columns, time];
}

interface HeldBatch {
  readonly batch: Batch;
  readonly times: Float64Array;
  /** The first row that was not let go yet. */
  from: number;
  readonly before: SplitPosition;
}

function paced<Row>(reader: SplitReader, skip: number, replaying: Replaying<Row>): SplitReader {
  let held: HeldBatch | undefined;
  let skipped = skip;
  let rowsRead = 0;
  const next = async (): Promise<HeldBatch | undefined> => {
    const before = reader.position();
    const read = await reader.read();
    if (read === undefined) return undefined;
    const batch = timed(keep(read), rowsRead, replaying);
    rowsRead += lengthOf(read);
    const from = Math.min(skipped, batch.rowCount);
    skipped = 0;
    return { batch, times: batch.times!, from, before };
  };
  return {
    position: () =>
      held === undefined ? { inner: reader.position(), skip: skipped } : { inner: held.before, skip: held.from },
    read: async () => {
      held ??= await next();
      if (held === undefined) return undefined;
      const { batch, times, from } = held;
      const to = from < batch.rowCount ? await dueRows(times, from, replaying) : from;
      held.from = to;
      if (to >= batch.rowCount) held = undefined;
      return rowsOfBatch(batch, from, to);
    },
    ...(reader.bytesRead === undefined ? {} : { bytesRead: () => reader.bytesRead!() }),
    close: () => reader.close(),
  };
}

/** The rows that have a time, with it. */
function timed<Row>(batch: Batch, before: number, replaying: Replaying<Row>): Batch {
  if (batch.rowCount === 0) return { ...batch, times: new Float64Array(0) };
  const { options, name, context } = replaying;
  const timeOf = timeReader(batch, options.time, name);
  const times = new Float64Array(batch.rowCount);
  const good: number[] = [];
  for (let row = 0; row < batch.rowCount; row++) {
    const value = timeOf(row);
    const timeMs = value === null ? Number.NaN : Number(value);
    times[row] = timeMs;
    if (isEventTime(timeMs)) good.push(row);
    else context.onBadRecord(badTime(rowText(rowReader(batch)(row)), value, before + row, name));
  }
  const isWhole = good.length === batch.rowCount;
  return isWhole ? { ...batch, times } : compact({ ...batch, times, selection: Int32Array.from(good) });
}

function badTime(text: string, value: unknown, row: number, source: string): BadRecord {
  const { rule, remedy } = eventTimeRule(value);
  const position = `row ${row.toLocaleString("en-US")}`;
  const message = `Cannot replay ${position} of ${source} as its time must be ${rule}: got ${String(value)}; ${remedy}`;
  return { source, position, text, message };
}

function timeReader<Row>(batch: Batch, time: ReplayOptions<Row>["time"], name: string): (row: number) => unknown {
  if (typeof time === "function" || batch.schema.shape === "value") {
    const read = rowReader(batch) as (row: number) => Row;
    return typeof time === "function" ? (row) => time(read(row)) : (row) => read(row)[time];
  }
  const column = batch.columns[requireColumn(batch.schema, time, name)]!;
  return (row) => (isValid(column.validity, row) ? valueAt(column, row) : null);
}

/** Waits until the row at `from` is due; gives the end of those that are by then. */
async function dueRows<Row>(
  times: Float64Array,
  from: number,
  { options, start, context }: Replaying<Row>,
): Promise<number> {
  const { speedUp, clock = monotonicClock } = options;
  const eventMs = times[from]!;
  if (start.eventMs === undefined) start.clockMs = clock.nowMs();
  // A split that begins earlier than those before it is what the replay begins with.
  start.eventMs = Math.min(start.eventMs ?? eventMs, eventMs);
  for (;;) {
    const waitMs = start.clockMs + (eventMs - start.eventMs) / speedUp - clock.nowMs();
    if (!(waitMs > 0)) break;
    context.signal.throwIfAborted();
    await sleepBy(clock, Math.min(Math.max(waitMs, stepMs), 1000));
  }
  const nowMs = start.eventMs + (clock.nowMs() - start.clockMs) * speedUp;
  let to = from + 1;
  while (to < times.length && !(times[to]! > nowMs)) to++;
  return to;
}

function rowsOfBatch(batch: Batch, from: number, to: number): Batch {
  if (from === 0 && to === batch.rowCount) return batch;
  const selection = Int32Array.from({ length: to - from }, (_, at) => from + at);
  return compact(
    makeBatch(batch.schema, batch.rowCount, batch.columns, { times: batch.times, kinds: batch.kinds, selection }),
  );
}
