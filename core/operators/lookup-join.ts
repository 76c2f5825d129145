import { distinctKey } from "../aggregates/distinct-key.ts";
import type { Batch } from "../data/batch.ts";
import { isExplained } from "../data/explained-error.ts";
import { encodeKey } from "../data/key-group.ts";
import { durationText } from "../time/duration.ts";
import { asyncCalls, type Ending, elapsedMs, failedDoing } from "./async-calls.ts";
import type { AsyncContext } from "./async-context.ts";
import { lateAnswer } from "./async-map.ts";
import { type AsyncRow, AsyncRows, type AsyncRowsOptions, asyncRowsState } from "./async-rows.ts";
import { type LookupCache, lookupCache } from "./lookup-cache.ts";
import { type LookupTable, type LookupTableOptions, lookupTable } from "./lookup-table.ts";
import type { Operator, OperatorContext, OperatorTask, RecordFailure } from "./operator.ts";
import type { Retry } from "./retry.ts";

/** The rows that a key has on the other side. */
export type Found = readonly unknown[];

export interface LookupJoinOptions extends Pick<AsyncRowsOptions, "order" | "capacity"> {
  readonly keyOf: (row: never) => unknown;
  readonly lookup: KeyLookup | LookupTableOptions;
  readonly how: "inner" | "left";
  /** What becomes of a row and one of the other side; null where there is none. */
  readonly select: (row: never, found: never) => unknown;
}

/** Keys are asked for when rows come. */
export interface KeyLookup {
  /** Gives what each of some different keys has, in their order. */
  readonly call: (keys: readonly unknown[], context: AsyncContext) => Answers | PromiseLike<Answers>;
  /** Keys of a call at most. */
  readonly atOnce: number;
  readonly timeoutMs: number;
  readonly retries: readonly Retry<Answers>[];
  readonly cache: CacheOptions | undefined;
}

export type Answers = readonly Found[];

export interface CacheOptions {
  readonly capacity: number;
  readonly ttlMs: number;
  /** Whether keys without a row are kept as well. */
  readonly misses: "kept" | "not kept";
}

/** Each row beside those that a key of it has somewhere else, at the time when it comes. */
export function lookupJoin(options: LookupJoinOptions): Operator {
  const { lookup, order, capacity, how } = options;
  return {
    name: "lookupJoin",
    details: { how, order, capacity: String(capacity), ...lookupDetails(lookup) },
    state: asyncRowsState,
    selection: "accepts",
    watermarks: "own",
    open: (context) => lookupTask(options, context),
  };
}

function lookupDetails(lookup: KeyLookup | LookupTableOptions): Record<string, string> {
  if ("load" in lookup)
    return { table: lookup.reloadMs === undefined ? "loaded once" : `loaded every ${durationText(lookup.reloadMs)}` };
  const { cache } = lookup;
  const ttl =
    cache === undefined || cache.ttlMs === Number.POSITIVE_INFINITY ? "" : ` for ${durationText(cache.ttlMs)}`;
  return {
    keys: `${lookup.atOnce} a call`,
    cache: cache === undefined ? "none" : `${cache.capacity} ${cache.capacity === 1 ? "key" : "keys"}${ttl}`,
  };
}

/** Where rows get what their keys have from: `begin` calls `done` or `fail` of each, now or later. */
interface Finder {
  begin(rows: readonly KeyedRow[]): void;
  resume(): void;
  processingTime(timeMs: number): void;
  close(): void;
}

interface KeyedRow {
  readonly row: AsyncRow;
  readonly key: unknown;
  /** What equal keys have in common. */
  readonly identity: unknown;
}

interface Receiver {
  done(row: AsyncRow, found: Found): void;
  fail(row: AsyncRow, error: unknown, failure: Pick<RecordFailure, "doing" | "explained">): void;
}

function lookupTask(options: LookupJoinOptions, context: OperatorContext): OperatorTask {
  const keyOf = options.keyOf as (row: unknown) => unknown;
  const receiver: Receiver = {
    done: (row, found) => join(options, rows, row, found),
    fail: (row, error, failure) => rows.fail(row, { ...failure, error }),
  };
  const finder =
    "load" in options.lookup
      ? tableFinder(options.lookup, receiver, context)
      : keyFinder(options.lookup, receiver, context);
  const begin = (begun: readonly AsyncRow[]): void => {
    const keyed: KeyedRow[] = [];
    for (const row of begun) {
      let key: unknown;
      let identity: unknown;
      try {
        key = keyOf(row.row);
        identity = identityOf(key);
      } catch (error) {
        rows.fail(row, { doing: "take the key of a lookup", error });
        continue;
      }
      // Null equals nothing.
      if (key === null || key === undefined) receiver.done(row, []);
      else keyed.push({ row, key, identity });
    }
    if (keyed.length > 0) finder.begin(keyed);
  };
  const rows: AsyncRows = new AsyncRows(context, { order: options.order, capacity: options.capacity, begin });
  rows.start();
  const behind = <Given extends readonly unknown[]>(call: (...given: Given) => void) => {
    return (...given: Given): void => {
      call(...given);
      rows.flow();
    };
  };
  return {
    batch: behind((batch: Batch) => rows.add(batch)),
    watermark: behind((timeMs: number) => rows.watermark(timeMs)),
    resume: behind(finder.resume),
    processingTime: behind(finder.processingTime),
    waits: () => rows.waits(),
    holds: () => rows.holds(),
    close: finder.close,
  };
}

/** Functions and symbols, which equal only themselves, are refused as they are where keys are bytes. */
function identityOf(key: unknown): unknown {
  return typeof key === "function" || typeof key === "symbol" ? encodeKey(key) : distinctKey(key);
}

function join({ how, select }: LookupJoinOptions, rows: AsyncRows, row: AsyncRow, found: Found): void {
  const call = select as (row: unknown, found: unknown) => unknown;
  const partners = found.length === 0 && how === "left" ? [null] : found;
  try {
    rows.done(
      row,
      partners.map((partner) => call(row.row, partner)),
    );
  } catch (error) {
    const doing = "apply select of a lookup";
    rows.fail(row, isExplained(error) ? { doing, error, explained: true } : { doing, error });
  }
}

/** Asks for keys when rows come: each key once at a time, however many rows wait for it. */
function keyFinder(lookup: KeyLookup, receiver: Receiver, context: OperatorContext): Finder {
  const { cache: cacheOptions, atOnce } = lookup;
  const cache: LookupCache<Found> | undefined = cacheOptions && lookupCache(cacheOptions.capacity, cacheOptions.ttlMs);
  const waiting = new Map<unknown, AsyncRow[]>();
  const settled = (keys: readonly unknown[], ending: Ending<Answers>): void => {
    const { outcome, timedOut, attempts } = ending;
    const doing = failedDoing(ending, "look up a row");
    keys.forEach((key, at) => {
      const identity = distinctKey(key);
      const rows = waiting.get(identity)!;
      waiting.delete(identity);
      if (timedOut) {
        const error = lateAnswer(
          context.step,
          lookup.timeoutMs,
          attempts,
          outcome,
          "raise timeout, or see what is behind it",
        );
        for (const row of rows) receiver.fail(row, error, { doing, explained: true });
      } else if ("error" in outcome!) for (const row of rows) receiver.fail(row, outcome.error, { doing });
      else {
        const found = outcome!.value[at]!;
        if (found.length > 0 || cacheOptions?.misses === "kept") cache?.set(identity, found, elapsedMs(context));
        for (const row of rows) receiver.done(row, found);
      }
    });
  };
  const calls = asyncCalls<readonly unknown[], Answers>({ ...lookup, settled }, context);
  return {
    begin: (keyed) => {
      const asked: unknown[] = [];
      let hits = 0;
      for (const { row, key, identity } of keyed) {
        const found = cache?.get(identity, elapsedMs(context));
        if (found !== undefined) {
          hits++;
          receiver.done(row, found);
          continue;
        }
        const others = waiting.get(identity);
        if (others !== undefined) others.push(row);
        else {
          waiting.set(identity, [row]);
          asked.push(key);
        }
      }
      context.count("numLookupHits", hits);
      context.count("numLookupMisses", keyed.length - hits);
      for (let from = 0; from < asked.length; from += atOnce) calls.run(asked.slice(from, from + atOnce));
    },
    resume: calls.resume,
    processingTime: calls.processingTime,
    close: calls.close,
  };
}

/** Finds keys in a table that is loaded whole; rows wait while there is none. */
function tableFinder(options: LookupTableOptions, receiver: Receiver, context: OperatorContext): Finder {
  let waiting: readonly KeyedRow[] = [];
  const find = (keyed: readonly KeyedRow[]): void => {
    let hits = 0;
    for (const { row, key } of keyed) {
      const found = table.find(key)!;
      if (found.length > 0) hits++;
      receiver.done(row, found);
    }
    context.count("numLookupHits", hits);
    context.count("numLookupMisses", keyed.length - hits);
  };
  const table: LookupTable = lookupTable(options, context);
  const begin = (keyed: readonly KeyedRow[]): void => {
    if (table.isLoaded) return find(keyed);
    waiting = [...waiting, ...keyed];
  };
  const release = (): void => {
    if (!table.isLoaded || waiting.length === 0) return;
    const released = waiting;
    waiting = [];
    find(released);
  };
  return {
    begin,
    resume: () => {
      table.resume();
      release();
    },
    processingTime: () => {
      table.processingTime();
      release();
    },
    close: table.close,
  };
}
