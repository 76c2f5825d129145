import type { ReadContext, Source, Split, SplitReader } from "../../../core/io/source.ts";
import { maxEvents } from "./draw.ts";
import type { NexmarkEvent } from "./generator.ts";
import { batchMaker, nexmarkSchema } from "./generator.ts";
import type { Clock } from "./pace.ts";
import { pace, systemClock } from "./pace.ts";

export interface NexmarkOptions {
  /** The events 0 … events − 1, at most 2^28; without it the stream does not end. */
  readonly events?: number;
  /** Rows of a batch, unless the reader wants fewer. Default 8192. */
  readonly batchRows?: number;
  /** How many readers may share the work; they take blocks of `batchRows` in turn, so that time goes on in all alike. Default 1. */
  readonly splits?: number;
  /** Events a second over all splits; without it as fast as they are read. */
  readonly perSecond?: number;
  /** What the pace is measured by. */
  readonly clock?: Clock;
}

/**
 * Nexmark's events as a source. Makes only the columns that are read; positions are event numbers.
 *
 * @example
 * ```ts
 * const bids = from(nexmark({ events: 1_000_000 })).filter((e) => e.type === 2);
 * ```
 */
export function nexmark(options: NexmarkOptions = {}): Source<NexmarkEvent> {
  const { events = Number.POSITIVE_INFINITY, batchRows = 8192, splits = 1 } = options;
  checkCount("events", options.events ?? 0, 0, maxEvents);
  checkCount("batchRows", batchRows, 1, maxEvents);
  checkCount("splits", splits, 1, 1024);
  const share: Share = { events, block: batchRows, splits };
  const bounded = options.events !== undefined;
  return {
    name: bounded ? `nexmark(${events})` : "nexmark()",
    boundedness: bounded ? "bounded" : "unbounded",
    describe: async () => (bounded ? { schema: nexmarkSchema, rows: events } : { schema: nexmarkSchema }),
    splits: async () => Array.from({ length: splits }, (_, split) => splitOf(split, share)),
    open: async (split, position, context) => openReader(Number(split.id), position, context, share, options),
  };
}

/** How the events are dealt out: block after block, to the splits in turn. */
interface Share {
  readonly events: number;
  readonly block: number;
  readonly splits: number;
}

function splitOf(split: number, share: Share): Split {
  const id = String(split);
  return share.events === Number.POSITIVE_INFINITY ? { id } : { id, rows: rowsOf(split, share) };
}

function rowsOf(split: number, { events, block, splits }: Share): number {
  const round = block * splits;
  const rest = Math.min(Math.max((events % round) - split * block, 0), block);
  return Math.floor(events / round) * block + rest;
}

/** Where a split goes on when `next` is the event after the last it gave. */
function skipOthers(next: number, { block, splits }: Share): number {
  return next % block === 0 ? next + block * (splits - 1) : next;
}

function openReader(
  split: number,
  position: unknown,
  context: ReadContext,
  share: Share,
  { perSecond, clock = systemClock }: NexmarkOptions,
): SplitReader {
  const make = batchMaker(context.request.columns);
  let next = typeof position === "number" ? position : split * share.block;
  const ready = perSecond === undefined ? undefined : pace(next, perSecond, clock, context.signal);

  const take = (end: number) => {
    const batch = make(next, end - next);
    next = skipOthers(end, share);
    return batch;
  };
  return {
    read() {
      const end = Math.min(next + context.batchRows, next - (next % share.block) + share.block, share.events);
      if (next >= end) return undefined;
      return ready === undefined ? take(end) : ready(next, end).then(take);
    },
    position: () => next,
    close: async () => {},
  };
}

function checkCount(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(
    `Cannot make a nexmark source as ${name} must be an integer in ${least}…${most}: got ${value}; choose one of these`,
  );
}
