import type { Aggregate, Aggregation } from "./aggregate.ts";
import { aggregation } from "./aggregation.ts";
import { distinctKey } from "./distinct-key.ts";
import { DistinctSet } from "./distinct-set.ts";
import { takesPlainData } from "./value-check.ts";

/**
 * How many different values there are; 0 where no row has one. Exact, at the cost of keeping each: for millions of
 * them use `approxCountDistinct`. NaN equals NaN, −0 equals 0; Dates, arrays and objects are compared by content.
 *
 * @param value Plain data, or null or undefined to leave the row out.
 * @example
 * ```ts
 * import { countDistinct, from } from "millrace";
 *
 * const flights = [{ origin: "SFO" }, { origin: "JFK" }, { origin: "SFO" }];
 * const rows = await from(flights).aggregate({ airports: countDistinct((flight) => flight.origin) }).collect();
 * // [{ airports: 2 }]
 * ```
 */
export function countDistinct<Row>(value: (row: Row) => unknown): Aggregation<Row, number> {
  return aggregation(distinctValues, value);
}

/** Of a changelog: how often each value is there. */
const countedValues: Aggregate<unknown, Map<unknown, number>, number> = {
  name: "countDistinct of counted values",
  ...takesPlainData("countDistinct"),
  zero: () => new Map(),
  add: (partial, value) => {
    if (value === null || value === undefined) return partial;
    const key = distinctKey(value);
    return partial.set(key, (partial.get(key) ?? 0) + 1);
  },
  retract: (partial, value) => {
    if (value === null || value === undefined) return partial;
    const key = distinctKey(value);
    const count = partial.get(key) ?? 0;
    if (count > 1) partial.set(key, count - 1);
    else partial.delete(key);
    return partial;
  },
  merge: (left, right) => {
    for (const [key, count] of right) left.set(key, (left.get(key) ?? 0) + count);
    return left;
  },
  result: (partial) => partial.size,
};

// Counts of values could retract too, but cost more in each `add`.
const distinctValues: Aggregate<unknown, DistinctSet, number> = {
  name: "countDistinct",
  ...takesPlainData("countDistinct"),
  zero: () => new DistinctSet(),
  add: (partial, value) => {
    if (typeof value === "number") partial.addNumber(value);
    else if (value !== null && value !== undefined) partial.add(value);
    return partial;
  },
  merge: (left, right) => {
    left.addAll(right);
    return left;
  },
  result: (partial) => partial.size,
  codec: { encode: (partial) => partial.encode(), decode: DistinctSet.decode },
  changing: countedValues,
  distinctValues: (partial) => partial.values(),
};
