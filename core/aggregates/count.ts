import { partialItself } from "../data/partial-columns.ts";
import type { Aggregate, Aggregation } from "./aggregate.ts";
import { aggregation } from "./aggregation.ts";
import { refusePromise, takesAnything } from "./value-check.ts";

/**
 * The number of rows, or of rows where `value` is neither null nor undefined. 0 where there are none.
 *
 * @example
 * ```ts
 * import { count, from } from "millrace";
 *
 * const flights = [{ delay: 4 }, { delay: null }, { delay: 8 }];
 * const spec = { flights: count(), landed: count((flight: { delay: number | null }) => flight.delay) };
 * const rows = await from(flights).aggregate(spec).collect();
 * // [{ flights: 3, landed: 2 }]
 * ```
 */
export function count(): Aggregation<unknown, number>;
export function count<Row>(value: (row: Row) => unknown): Aggregation<Row, number>;
export function count<Row>(value?: (row: Row) => unknown): Aggregation<Row, number> {
  return value === undefined ? aggregation(rowCount) : aggregation(valueCount, value);
}

const rowCount: Aggregate<unknown, number, number> = {
  name: "count",
  ...takesAnything("count"),
  zero: () => 0,
  add: (partial) => partial + 1,
  merge: (left, right) => left + right,
  retract: (partial) => partial - 1,
  result: partialItself,
};

const valueCount: Aggregate<unknown, number, number> = {
  ...rowCount,
  counts: "values",
  add: (partial, value) => {
    if (value === null || value === undefined) return partial;
    if (typeof value === "object") refusePromise("count", value);
    return partial + 1;
  },
  retract: (partial, value) => (value === null || value === undefined ? partial : partial - 1),
};
