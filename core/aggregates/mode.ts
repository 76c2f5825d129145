import type { Aggregate, Aggregation } from "./aggregate.ts";
import { type Missing, nullWhenEmpty, type OrNull } from "./aggregation.ts";
import { distinctKey, valueOfKey } from "./distinct-key.ts";
import { isAfter, type Ordered } from "./order.ts";
import { takesOrdered } from "./value-check.ts";

/**
 * The most frequent `value`; of several the least, so that the order of rows does not matter. Null where no row has a
 * value. Keeps every different value.
 *
 * @param value Of one kind in all rows, or null or undefined to leave the row out.
 * @example
 * ```ts
 * import { from, mode } from "millrace";
 *
 * const flights = [{ origin: "SFO" }, { origin: "JFK" }, { origin: "SFO" }];
 * const rows = await from(flights).aggregate({ busiest: mode((flight) => flight.origin) }).collect();
 * // [{ busiest: "SFO" }]
 * ```
 */
export function mode<Row, Value extends Ordered | Missing>(
  value: (row: Row) => Value,
): Aggregation<Row, OrNull<Value, NonNullable<Value>>> {
  return nullWhenEmpty(mostFrequent as Aggregate<Value, Counts, NonNullable<Value> | null>, value);
}

/** How often each value was added, by its `distinctKey`; below 0 while retractions run ahead of additions. */
type Counts = Map<unknown, number>;

const mostFrequent: Aggregate<Ordered | Missing, Counts, Ordered | null> = {
  name: "mode",
  ...takesOrdered("mode"),
  zero: () => new Map(),
  add: (partial, value) => counted(partial, value, 1),
  merge: (left, right) => {
    for (const [key, times] of right) addTo(left, key, times);
    return left;
  },
  retract: (partial, value) => counted(partial, value, -1),
  result: leastOfMostFrequent,
};

function counted(counts: Counts, value: Ordered | Missing, times: number): Counts {
  if (value !== null && value !== undefined) addTo(counts, distinctKey(value), times);
  return counts;
}

function addTo(counts: Counts, key: unknown, times: number): void {
  const total = (counts.get(key) ?? 0) + times;
  if (total === 0) counts.delete(key);
  else counts.set(key, total);
}

function leastOfMostFrequent(counts: Counts): Ordered | null {
  let most: Ordered | null = null;
  let mostTimes = 0;
  for (const [key, times] of counts) {
    if (times < Math.max(mostTimes, 1)) continue;
    const value = valueOfKey(key) as Ordered;
    if (most !== null && times === mostTimes && !isAfter(most, value)) continue;
    most = value;
    mostTimes = times;
  }
  return most;
}
