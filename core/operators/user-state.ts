import type { Aggregation } from "../aggregates/mod.ts";
import { checkOptions, type KnownOptions, shown } from "../data/options.ts";
import type { SchemaFor, TypedSchema } from "../data/user-schema.ts";
import { type AggregatingHandle, userAggregating, userReducing } from "../state/user/aggregating.ts";
import type { Expiry } from "../state/user/expiry.ts";
import { userList } from "../state/user/list.ts";
import type { ListHandle } from "../state/user/list-handle.ts";
import { userMap } from "../state/user/map.ts";
import type { MapHandle } from "../state/user/map-handle.ts";
import { typedState } from "../state/user/typed.ts";
import type { UserState } from "../state/user/user-state.ts";
import { userValue, type ValueHandle } from "../state/user/value.ts";
import { type Duration, positiveMs } from "../time/duration.ts";

/**
 * When state is gone by itself: a duration after its last update. Each item of a list and each entry of a map has its
 * own. Expired is what was updated `after` ago or longer; its memory is free at most an eighth of `after` later, as long as
 * time goes on.
 */
export interface TimeToLive {
  readonly after: Duration;
  /** What counts as an update: writing (the default), reading too, or nothing, so that state does not expire. */
  readonly updates?: "onCreateAndWrite" | "onReadAndWrite" | "disabled";
  /** Whether what has expired and is still there can be read; by default it cannot. */
  readonly visibility?: "neverReturnExpired" | "returnExpiredIfNotCleanedUp";
  /**
   * The time that passes: of the clock (the default), or event time. By event time the state that a record meets depends
   * on the times of the records alone, and a replay gives what the first run gave.
   */
  readonly time?: "processing" | "event";
}

export interface StateOptions<Value = never> {
  /** A duration is short for `{ after: … }`. Default: state stays until it is cleared. */
  readonly ttl?: Duration | TimeToLive;
  /**
   * The fields of the objects that are kept. They are checked as they are set, and a later version of the job that has other
   * fields is told apart: what is added, gone, widened or renamed (`upgrade` of checkpoints). Default: values may be anything.
   */
  readonly schema?: SchemaFor<Value>;
}

/** The kinds of state that a process function can have; `state` holds one maker of each. */
export interface StateKinds {
  /** One value. */
  value<Value>(options?: StateOptions<Value>): UserState<ValueHandle<Value>>;
  /** Items in the order they were added. */
  list<Item>(options?: StateOptions<Item>): UserState<ListHandle<Item>>;
  /** Values by name. */
  map<Name, Value>(options?: StateOptions<Value>): UserState<MapHandle<Name, Value>>;
  /** What is added as one value, two at a time. */
  reducing<Value>(
    reduce: (left: Value, right: Value) => Value,
    options?: StateOptions<Value>,
  ): UserState<AggregatingHandle<Value, Value>>;
  /** What is added as an aggregate of it: `state.aggregating(avg((trip: Trip) => trip.km))`. */
  aggregating<In, Out>(
    aggregation: Aggregation<In, Out>,
    options?: Omit<StateOptions, "schema">,
  ): UserState<AggregatingHandle<In, Out>>;
}

/**
 * State of a process function, by kind: a value, a list, a map, or what is added folded into one. Each key has its own.
 * Values are plain data, and copies: what a handle gives may be changed without changing the state.
 *
 * @example
 * ```ts
 * import { avg, from, state } from "millrace";
 * const trips = [{ city: "Kent", km: 4 }, { city: "Bend", km: 7 }, { city: "Kent", km: 9 }];
 * const longer = await from(trips)
 *   .keyBy((trip) => trip.city)
 *   .process({
 *     state: { mean: state.aggregating(avg((trip: { km: number }) => trip.km)) },
 *     row(trip, { state: { mean } }) {
 *       const before = mean.get();
 *       mean.add(trip);
 *       return before !== undefined && trip.km > before ? [trip] : [];
 *     },
 *   })
 *   .collect();
 * console.log(longer); // [{ city: "Kent", km: 9 }]
 * ```
 */
export const state: StateKinds = {
  value: (options) => typedState(userValue(expiryOf(options, "value")), options?.schema),
  list: (options) => typedState(userList(expiryOf(options, "list")), options?.schema),
  map: (options) => typedState(userMap(expiryOf(options, "map")), options?.schema),
  reducing: (reduce, options) => {
    if (typeof reduce !== "function") throw noFunction("reducing", reduce, "state.reducing((a, b) => a + b)");
    return typedState(userReducing(reduce, expiryOf(options, "reducing")), options?.schema);
  },
  aggregating: ({ aggregate, value }, options) => {
    if (aggregate === undefined)
      throw noFunction("aggregating", aggregate, "state.aggregating(avg((trip) => trip.km))");
    return userAggregating(aggregate as never, value as never, expiryOf(options, "aggregating"));
  },
};

const known: KnownOptions<AnyOptions> = { ttl: true, schema: true };

/** Whatever its values are. */
type AnyOptions = Omit<StateOptions, "schema"> & { readonly schema?: unknown };

function expiryOf(options: AnyOptions | undefined, kind: string): Expiry | undefined {
  const where = `state.${kind}(…)`;
  if (kind === "aggregating") checkOptions<Omit<AnyOptions, "schema">>(options, { ttl: true }, where);
  else checkOptions<AnyOptions>(options, known, where);
  mustBeSchema(options?.schema, where);
  const ttl = options?.ttl;
  if (ttl === undefined) return undefined;
  const given: TimeToLive = typeof ttl === "object" ? ttl : { after: ttl };
  checkOptions<TimeToLive>(
    given,
    {
      after: true,
      updates: ["onCreateAndWrite", "onReadAndWrite", "disabled"],
      visibility: ["neverReturnExpired", "returnExpiredIfNotCleanedUp"],
      time: ["processing", "event"],
    },
    `the ttl of state.${kind}(…)`,
  );
  const { updates = "onCreateAndWrite", visibility = "neverReturnExpired", time = "processing" } = given;
  const ttlMs = positiveMs(given.after, `the ttl of state.${kind}(…)`);
  return updates === "disabled" ? undefined : { ttlMs, updates, visibility, time };
}

function mustBeSchema(given: unknown, where: string): void {
  if (given === undefined || (given as TypedSchema<never> | null)?.index instanceof Map) return;
  throw new TypeError(
    `Cannot make ${where} as its schema must be one: got ${shown(given)}; use for instance schema({ count: "int32", last: "string" })`,
  );
}

function noFunction(kind: string, got: unknown, example: string): TypeError {
  const what = kind === "reducing" ? "a function of two values" : "an aggregate";
  return new TypeError(
    `Cannot make state.${kind}(…) as it takes ${what}: got ${typeof got}; use for instance ${example}`,
  );
}
