import type { Aggregate, Aggregation } from "./aggregate.ts";
import { nullWhenEmpty, type OrNull } from "./aggregation.ts";
import { refusePromise, takesAnything } from "./value-check.ts";

/**
 * The `value` of the row that arrived first among those that have one; null where none has.
 * Over several subtasks arrival is only ordered within each: use `minBy` to go by a column.
 *
 * @param value Anything; null or undefined leaves the row out. `(row) => row` keeps the row itself.
 * @example
 * ```ts
 * import { first, from } from "millrace";
 *
 * const rows = await from([{ price: 2 }, { price: 3 }]).aggregate({ open: first((sale) => sale.price) }).collect();
 * // [{ open: 2 }]
 * ```
 */
export function first<Row, Value>(value: (row: Row) => Value): Aggregation<Row, OrNull<Value, NonNullable<Value>>> {
  return nullWhenEmpty(earliest as Aggregate<Value, Value | null, NonNullable<Value> | null>, value);
}

const earliest: Aggregate<unknown, unknown, unknown> = {
  name: "first",
  byArrival: true,
  ...takesAnything("first"),
  zero: () => null,
  add: (partial, value) => {
    if (partial !== null || value === undefined) return partial;
    refusePromise("first", value);
    return value;
  },
  merge: (left, right) => left ?? right,
  result: (partial) => partial,
};
