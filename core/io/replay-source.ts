import { type Batch, makeBatch } from "../data/batch.ts";
import { valueAt } from "../data/column.ts";
import { compact, keep } from "../data/compact.ts";
import { type KnownOptions, requireOptions } from "../data/options.ts";
import { requireColumn } from "../data/schema.ts";
import { type Clock, monotonicClock } from "../platform/mod.ts";
import type { ReadContext, Source, SplitPosition, SplitReader } from "./source.ts";

export interface ReplayOptions<Row> {
  /** The column with the time that rows are paced by, ms since the epoch; the source should be nearly in its order. */
  readonly time: string & keyof Row;
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
 *
 * @example
 * ```ts
 * import { from, fromColumns, replay } from "millrace";
 * import { csv } from "millrace/connectors/csv";
 * const flights = replay(csv<{ at: number }>("flights.csv"), { time: "at", speedUp: 3600 });
 * console.log(from(flights).boundedness); // "unbounded"
 * ```
 */
export function replay<Row>(source: Source<Row>, options: ReplayOptions<Row>): Source<Row> {
  requireOptions(options, known, "replay");
  if (!(options.speedUp > 0)) {
    throw new RangeError(
      `Cannot replay ${source.name} as its speed-up must be above 0: got ${options.speedUp}; 1 is as it was, 3600 an hour a second`,
    );
  }
  const start: Start = { eventMs: undefined, clockMs: 0 };
  return {
    name: `replay(${source.name})`,
    boundedness: "unbounded",
    ...(source.describe === undefined ? {} : { describe: () => source.describe!() }),
    splits: (request) => source.splits({ ...request, columns: withTime(request.columns, options.time) }),
    open: async (split, position, context) => {
      const request = { ...context.request, columns: withTime(context.request.columns, options.time) };
      const { inner, skip } = isReplayPosition(position) ? position : { inner: undefined, skip: 0 };
      const reader = await source.open(split, inner, { ...context, request });
      return paced(reader, skip, { options, start, context, name: source.name });
    },
  };
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

function withTime(columns: readonly string[] | undefined, time: string): readonly string[] | undefined {
  return columns === undefined || columns.includes(time) ? columns : [...columns, time];
}

function paced<Row>(reader: SplitReader, skip: number, { options, start, context, name }: Replaying<Row>): SplitReader {
  const clock = options.clock ?? monotonicClock;
  let held:
    | { readonly batch: Batch; readonly times: Float64Array; from: number; readonly before: SplitPosition }
    | undefined;
  let skipped = skip;
  const next = async (): Promise<typeof held> => {
    const before = reader.position();
    const batch = await reader.read();
    if (batch === undefined) return undefined;
    const dense = keep(batch);
    const from = Math.min(skipped, dense.rowCount);
    skipped = 0;
    return { batch: dense, times: timesOf(dense, options.time, name), from, before };
  };
  return {
    ...reader,
    position: () =>
      held === undefined ? { inner: reader.position(), skip: skipped } : { inner: held.before, skip: held.from },
    read: async () => {
      held ??= await next();
      if (held === undefined) return undefined;
      const { batch, times, from } = held;
      await dueTime(times[from]!, options.speedUp, start, clock, context.signal);
      const to = dueRows(times, from, options.speedUp, start, clock);
      held.from = to;
      if (to >= batch.rowCount) held = undefined;
      return rowsOfBatch(batch, from, to);
    },
  };
}

function timesOf(batch: Batch, column: string, name: string): Float64Array {
  const at = requireColumn(batch.schema, column, name);
  return Float64Array.from({ length: batch.rowCount }, (_, row) => Number(valueAt(batch.columns[at]!, row)));
}

async function dueTime(
  eventMs: number,
  speedUp: number,
  start: Start,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (start.eventMs === undefined) {
    start.eventMs = eventMs;
    start.clockMs = clock.nowMs();
  }
  for (;;) {
    const waitMs = start.clockMs + (eventMs - start.eventMs) / speedUp - clock.nowMs();
    if (!(waitMs > 0)) return;
    signal.throwIfAborted();
    await new Promise<void>((resolve) => setTimeout(resolve, Math.min(Math.max(waitMs, stepMs), 1000)));
  }
}

/** The end of the rows that are due by now: at least one. */
function dueRows(times: Float64Array, from: number, speedUp: number, start: Start, clock: Clock): number {
  const nowMs = start.eventMs! + (clock.nowMs() - start.clockMs) * speedUp;
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
