import { countText } from "../data/count-text.ts";
import { type KnownOptions, requireOptions, shown } from "../data/options.ts";
import { mustBeCall, mustBeInput, mustBePositive, mustBeSync } from "../dataset/checks.ts";
import { Dataset, type Transform } from "../dataset/dataset.ts";
import { ofStep, type StepOptions, stepOptions } from "../dataset/options.ts";
import { step } from "../dataset/plan-steps.ts";
import type { AsyncContext } from "../operators/async-context.ts";
import { type Answers, type KeyLookup, lookupJoin as operatorOf } from "../operators/lookup-join.ts";
import type { LookupTableOptions } from "../operators/lookup-table.ts";
import { type Duration, positiveMs } from "../time/duration.ts";
import { type RetryOptions, retryOf } from "./retry-options.ts";

/** What a key has on the other side: a row, several, or none. */
export type LookupAnswer<Found> = Found | readonly Found[] | null | undefined;

type Later<Value> = Value | PromiseLike<Value>;

/** How rows are joined with what is looked up for them. */
export interface LookupOptions<Row, Key, Found> extends StepOptions {
  /** What is looked up for a row; null finds nothing. */
  readonly by: (row: Row) => Key;
  /** What a key has. Keys that several rows wait for are looked up once. One of `lookup`, `lookupAll` and `load` is needed. */
  readonly lookup?: (key: Key, context: AsyncContext) => Later<LookupAnswer<Found>>;
  /** What each of several different keys has, in their order: one question for all that wait. */
  readonly lookupAll?: (keys: readonly Key[], context: AsyncContext) => Later<readonly LookupAnswer<Found>[]>;
  /** Keys that `lookupAll` is given at most. Default 100. */
  readonly atOnce?: number;
  /** All rows of the other side, by their `key`: loaded before the first row goes on, and anew every `reload`. */
  readonly load?: (context: AsyncContext) => Later<Iterable<Found>>;
  readonly key?: (found: Found) => Key;
  /** Default: loaded once. */
  readonly reload?: Duration;
  /** Answers that are kept, and for how long. Default: none are. */
  readonly cache?: LookupCacheOptions;
  /** How results leave, see `mapAsync`. Default `"kept"`. */
  readonly order?: "kept" | "completion";
  /** Rows on their way at most; beyond, the sources wait. Default 100, and ten calls' worth of `lookupAll`. */
  readonly capacity?: number;
  /** How long to wait for an answer, all retries included. Default "30s". */
  readonly timeout?: Duration;
  /** What to do about errors. Default: the row is one that cannot be processed, see `onError`. */
  readonly retry?: Omit<RetryOptions<never>, "ifResult">;
  /** Looks again where a key has no row: it may not have come there yet. Default: not. */
  readonly retryOnMiss?: Omit<RetryOptions<never>, "ifError" | "ifResult">;
}

export interface LookupCacheOptions {
  /** Keys at most; the one that was not asked for longest goes first. Default 10,000. */
  readonly capacity?: number;
  /** How long an answer holds. Default: as long as there is room. */
  readonly ttl?: Duration;
  /** Whether it is kept, too, that a key has no row. Default `"kept"`. */
  readonly misses?: "kept" | "not kept";
}

/** Pairs are what a function makes of them. */
export interface LookupSelect<Row, Key, Found, How extends "inner" | "left", Out>
  extends LookupOptions<Row, Key, Found> {
  /** Whether rows without a partner are left out (`"inner"`, the default) or come beside null. */
  readonly how?: How;
  readonly select: (row: Row, found: How extends "left" ? Found | null : Found) => Out;
}

/** Pairs are the properties of both. */
export interface LookupColumns<Row, Key, Found, How extends "inner" | "left"> extends LookupOptions<Row, Key, Found> {
  /** Whether rows without a partner are left out (`"inner"`, the default) or come as they are. */
  readonly how?: How;
}

type AnyOptions = LookupSelect<unknown, unknown, unknown, "inner" | "left", unknown>;

const known: KnownOptions<AnyOptions> = {
  by: true,
  lookup: true,
  lookupAll: true,
  atOnce: true,
  load: true,
  key: true,
  reload: true,
  cache: true,
  order: ["kept", "completion"],
  capacity: true,
  timeout: true,
  retry: true,
  retryOnMiss: true,
  how: ["inner", "left"],
  select: true,
  ...stepOptions,
};

const knownOfCache: KnownOptions<LookupCacheOptions> = { capacity: true, ttl: true, misses: ["kept", "not kept"] };

/**
 * Each row beside what a key of it has somewhere else (a service, a database, a file) at the time when the row comes: a
 * function of one key, of many, or a table that is loaded whole. What is in flight at a snapshot is looked up anew.
 *
 * @example
 * ```ts
 * import { from, lookupJoin } from "millrace";
 * const names = new Map([[1, "Ada"], [2, "Lin"]]);
 * const orders = from([{ customer: 1, total: 30 }, { customer: 7, total: 5 }]);
 * const named = orders.apply(lookupJoin({
 *   by: (order) => order.customer,
 *   lookup: async (id: number) => (names.has(id) ? { name: names.get(id) } : null),
 *   cache: { ttl: "10m" },
 *   how: "left",
 * }));
 * console.log(await named.collect()); // [{ customer: 1, total: 30, name: "Ada" }, { customer: 7, total: 5 }]
 * ```
 */
export function lookupJoin<Row, Key, Found, Out, How extends "inner" | "left" = "inner">(
  options: LookupSelect<Row, Key, Found, How, Out>,
): Transform<Row, Out>;
export function lookupJoin<Row, Key, Found, How extends "inner" | "left" = "inner">(
  options: LookupColumns<Row, Key, Found, How>,
): Transform<Row, How extends "left" ? Row & Partial<Found> : Row & Found>;
export function lookupJoin(given: object): Transform<never, unknown> {
  const options = given as AnyOptions;
  requireOptions(options, known, "lookupJoin");
  mustBeSync(options.by, "look up rows", "by: (order) => order.customer");
  if (options.select !== undefined)
    mustBeSync(options.select, "look up rows", "select: (order, found) => ({ ...order, found })");
  const lookup = options.load === undefined ? keyLookup(options) : tableLookup(options);
  const { capacity = "atOnce" in lookup && options.lookupAll !== undefined ? 10 * lookup.atOnce : 100 } = options;
  mustBePositive(capacity, "take the capacity of lookupJoin", "{ capacity: 100 }");
  const operator = operatorOf({
    keyOf: options.by,
    lookup,
    how: options.how ?? "inner",
    select: options.select ?? sideBySide,
    order: options.order ?? "kept",
    capacity,
  });
  return (input: Dataset<never>) => {
    mustBeInput(input, "lookupJoin");
    return new Dataset(step([input.port], operator, ofStep(options)));
  };
}

function sideBySide(row: object, found: object | null): object {
  for (const each of [row, found]) {
    if (each === null || (typeof each === "object" && !Array.isArray(each))) continue;
    throw new TypeError(
      `Cannot put a row and what was looked up side by side in lookupJoin as both must be objects: got ${shown(each)} as ${each === row ? "the row" : "what was looked up"}; ` +
        "give an object, like { name }, or say what becomes of both: select: (row, name) => ({ ...row, name })",
    );
  }
  return { ...row, ...found };
}

const timeoutOf = ({ timeout = "30s" }: AnyOptions): number => positiveMs(timeout, "timeout");

function keyLookup(options: AnyOptions): KeyLookup {
  refuse(options, ["key", "reload"], "load");
  const { lookup, lookupAll, atOnce = 100, retry, retryOnMiss } = options;
  if ((lookup === undefined) === (lookupAll === undefined)) throw new TypeError(notOne(options));
  mustBeCall(lookup ?? lookupAll, "look up rows", "lookup: async (id) => …");
  mustBePositive(atOnce, "take atOnce of lookupJoin", "{ atOnce: 100 }");
  if (lookup !== undefined) refuse(options, ["atOnce"], "lookupAll");
  const retries = retry === undefined ? [] : [retryOf<Answers>(retry, "the retry of lookupJoin")];
  const misses = retryOnMiss && retryOf<Answers>(retryOnMiss, "the retryOnMiss of lookupJoin", isMiss);
  return {
    call: lookup === undefined ? answersOfAll(lookupAll!) : answersOfOne(lookup),
    atOnce: lookup === undefined ? atOnce : 1,
    timeoutMs: timeoutOf(options),
    retries: misses === undefined ? retries : [...retries, misses],
    cache: options.cache && cacheOf(options.cache),
  };
}

function isMiss(outcome: { value: Answers } | { error: unknown }): boolean {
  return "value" in outcome && outcome.value.some(({ length }) => length === 0);
}

function cacheOf(options: LookupCacheOptions): KeyLookup["cache"] {
  requireOptions(options, knownOfCache, "the cache of lookupJoin");
  const { capacity = 10_000, ttl, misses = "kept" } = options;
  mustBePositive(capacity, "take the capacity of the cache of lookupJoin", "{ capacity: 10_000 }");
  return { capacity, ttlMs: ttl === undefined ? Number.POSITIVE_INFINITY : positiveMs(ttl, "ttl"), misses };
}

function tableLookup(options: AnyOptions): LookupTableOptions {
  refuse(options, ["lookup", "lookupAll", "atOnce", "cache", "retryOnMiss"], "lookup or lookupAll");
  const { load, key, reload, retry } = options;
  mustBeCall(load, "load a table to look up rows in", "load: async () => rows");
  mustBeSync(key, "load a table to look up rows in without their key", "key: (customer) => customer.id");
  return {
    load: load!,
    keyOf: key!,
    reloadMs: reload === undefined ? undefined : positiveMs(reload, "reload"),
    timeoutMs: timeoutOf(options),
    retries: retry === undefined ? [] : [retryOf<Iterable<unknown>>(retry, "the retry of lookupJoin")],
  };
}

type Lookup = NonNullable<AnyOptions["lookup"]>;
type LookupAll = NonNullable<AnyOptions["lookupAll"]>;

function answersOfOne(lookup: Lookup): KeyLookup["call"] {
  return ([key], context) => {
    const answer = lookup(key, context);
    return isLater(answer) ? Promise.resolve(answer).then((later) => [foundIn(later)]) : [foundIn(answer)];
  };
}

function answersOfAll(lookupAll: LookupAll): KeyLookup["call"] {
  const checked = (keys: readonly unknown[], answers: readonly unknown[]): Answers => {
    if (Array.isArray(answers) && answers.length === keys.length) return answers.map(foundIn);
    throw new TypeError(
      `Cannot take what lookupAll gave as it must be an array with a place for each of ${countText(keys.length, "key")}: ` +
        `got ${Array.isArray(answers) ? `one of ${answers.length}` : typeof answers}; give null for a key that has no row`,
    );
  };
  return (keys, context) => {
    const answers = lookupAll(keys, context);
    return isLater(answers) ? Promise.resolve(answers).then((later) => checked(keys, later)) : checked(keys, answers);
  };
}

function foundIn(answer: unknown): readonly unknown[] {
  if (answer === null || answer === undefined) return [];
  return Array.isArray(answer) ? answer : [answer];
}

function isLater<Value>(answer: Later<Value>): answer is PromiseLike<Value> {
  return typeof (answer as PromiseLike<Value> | null | undefined)?.then === "function";
}

function refuse(options: AnyOptions, names: readonly (keyof AnyOptions)[], belongTo: string): void {
  const name = names.find((each) => options[each] !== undefined);
  if (name === undefined) return;
  throw new TypeError(
    `Cannot take ${name} in lookupJoin as it belongs to ${belongTo}: got both; leave it out, or say ${belongTo} instead`,
  );
}

function notOne({ lookup }: AnyOptions): string {
  return (
    `Cannot look up rows in lookupJoin as one of lookup, lookupAll and load must say how: got ${lookup === undefined ? "none" : "two"}; ` +
    "use for instance lookup: async (id) => customers.get(id)"
  );
}
