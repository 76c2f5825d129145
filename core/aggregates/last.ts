import type { Aggregate, Aggregation } from "./aggregate.ts";
import { nullWhenEmpty, type OrNull } from "./aggregation.ts";
import { refusePromise, takesAnything } from "./value-check.ts";

/**
 * The `value` of the row that arrived last among those that have one; null where none has.
 * Over several subtasks arrival is only ordered within each: use `maxBy` to go by a column.
 *
 * @param value Anything; null or undefined leaves the row out. `(row) => row` keeps the row itself.
 * @example
 * ```ts
 * import { from, last } from "millrace";
 *
 * const rows = await from([{ price: 2 }, { price: 3 }]).aggregate({ close: last((sale) => sale.price) }).collect();
 * // [{ close: 3 }]
 * ```
 */
export function last<Row, Value>(value: (row: Row) => Value): Aggregation<Row, OrNull<Value, NonNullable<Value>>> {
  return nullWhenEmpty(latest as Aggregate<Value, Value | null, NonNullable<Value> | null>, value);
}

const latest: Aggregate<unknown, unknown, unknown> = {
  name: "last",
  byArrival: true,
  ...takesAnything("last"),
  zero: () => null,
  add: (partial, value) => {
    if (value === null || value === undefined) return partial;
    if (typeof value === "object") refusePromise("last", value);
    return value;
  },
  merge: (left, right) => right ?? left,
  result: (partial) => partial,
};
