import { distinctKey } from "../aggregates/distinct-key.ts";
import { shown } from "../data/options.ts";
import { asyncCalls, type Ending, elapsedMs, wakeWhen } from "./async-calls.ts";
import type { AsyncContext } from "./async-context.ts";
import type { OperatorContext } from "./operator.ts";
import type { Retry } from "./retry.ts";

export interface LookupTableOptions {
  /** Gives all rows. */
  readonly load: (context: AsyncContext) => Iterable<unknown> | PromiseLike<Iterable<unknown>>;
  readonly keyOf: (row: never) => unknown;
  /** How long after the last load the next one begins. Default: never. */
  readonly reloadMs: number | undefined;
  readonly timeoutMs: number;
  readonly retries: readonly Retry<Iterable<unknown>>[];
}

/** All rows of something outside by their key, loaded whole, and maybe anew from time to time. */
export interface LookupTable {
  readonly isLoaded: boolean;
  /** What a key has; undefined before the first load. */
  find(key: unknown): readonly unknown[] | undefined;
  resume(): void;
  processingTime(): void;
  close(): void;
}

const nothing: readonly unknown[] = [];

export function lookupTable(options: LookupTableOptions, context: OperatorContext): LookupTable {
  let rows: Map<unknown, unknown[]> | undefined;
  let reloadAtMs = Number.POSITIVE_INFINITY;
  const settled = (_: undefined, { outcome, timedOut }: Ending<Iterable<unknown>>): void => {
    if (timedOut || outcome === undefined || "error" in outcome) throw notLoaded(context.step, outcome);
    try {
      rows = byKey(outcome.value, options.keyOf as (row: unknown) => unknown);
    } catch (error) {
      throw notLoaded(context.step, { error });
    }
    context.count("numTableLoads");
    if (options.reloadMs === undefined) return;
    reloadAtMs = elapsedMs(context) + options.reloadMs;
    wakeWhen(context, reloadAtMs);
  };
  const { timeoutMs, retries, load } = options;
  const calls = asyncCalls<undefined, Iterable<unknown>>(
    { call: (_, asked) => load(asked), timeoutMs, retries, settled },
    context,
  );
  calls.run(undefined);
  return {
    get isLoaded() {
      return rows !== undefined;
    },
    find: (key) => rows && (rows.get(distinctKey(key)) ?? nothing),
    resume: calls.resume,
    processingTime: () => {
      if (reloadAtMs <= elapsedMs(context)) {
        reloadAtMs = Number.POSITIVE_INFINITY;
        calls.run(undefined);
      }
      calls.processingTime();
      if (reloadAtMs < Number.POSITIVE_INFINITY) wakeWhen(context, reloadAtMs);
    },
    close: calls.close,
  };
}

function byKey(rows: Iterable<unknown>, keyOf: (row: unknown) => unknown): Map<unknown, unknown[]> {
  const table = new Map<unknown, unknown[]>();
  if (typeof rows?.[Symbol.iterator] !== "function") {
    throw new TypeError(`load gave ${shown(rows)} and no array of rows`);
  }
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null || key === undefined) continue;
    const identity = distinctKey(key);
    const same = table.get(identity);
    if (same === undefined) table.set(identity, [row]);
    else same.push(row);
  }
  return table;
}

function notLoaded(step: string, outcome: Ending<unknown>["outcome"]): Error {
  const error = outcome !== undefined && "error" in outcome ? outcome.error : undefined;
  const text =
    error === undefined
      ? "no answer in time"
      : error instanceof Error
        ? `${error.name}: ${error.message}`
        : String(error);
  return new Error(
    `Cannot look up rows in ${step} as its table must be loaded first: got ${text}; mend load, raise timeout or say retry`,
    { cause: error },
  );
}
