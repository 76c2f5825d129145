import type { Aggregate, Aggregation } from "./aggregate.ts";
import { aggregation } from "./aggregation.ts";
import { distinctKey } from "./distinct-key.ts";
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

// A Map of counts could retract too, but costs 1.5 times the Set in each `add`.
const distinctValues: Aggregate<unknown, Set<unknown>, number> = {
  name: "countDistinct",
  ...takesPlainData("countDistinct"),
  zero: () => new Set(),
  add: (partial, value) => {
    if (value !== null && value !== undefined) partial.add(distinctKey(value));
    return partial;
  },
  merge: (left, right) => {
    for (const key of right) left.add(key);
    return left;
  },
  result: (partial) => partial.size,
};
