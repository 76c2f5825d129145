import type { Aggregate, Aggregation } from "./aggregate.ts";
import { type Missing, nullWhenEmpty, type OrNull } from "./aggregation.ts";
import { keptExtremes } from "./kept-extremes.ts";
import { isAfter, type Ordered } from "./order.ts";
import { takesRanked } from "./value-check.ts";

/**
 * The least `value` over the rows: of numbers, strings (by UTF-16 code units), bigints, booleans (false < true) or
 * Dates. NaN sorts after every other number, as in DuckDB and PostgreSQL: NaN is the least value only where there is no other.
 * Null where no row has a value.
 *
 * @param value Of one kind in all rows, or null or undefined to leave the row out.
 * @example
 * ```ts
 * import { from, min } from "millrace";
 *
 * const rows = await from([{ price: 2 }, { price: 3 }]).aggregate({ cheapest: min((sale) => sale.price) }).collect();
 * // [{ cheapest: 2 }]
 * ```
 */
export function min<Row, Value extends Ordered | Missing>(
  value: (row: Row) => Value,
): Aggregation<Row, OrNull<Value, NonNullable<Value>>> {
  return nullWhenEmpty(least as Aggregate<Value, NonNullable<Value> | null, NonNullable<Value> | null>, value);
}

const least: Aggregate<Ordered | Missing, Ordered | null, Ordered | null> = {
  name: "min",
  ...takesRanked("min"),
  zero: () => null,
  add: (partial, value) => {
    if (value === null || value === undefined) return partial;
    return partial === null || isAfter(partial, value) ? value : partial;
  },
  merge: (left, right) => {
    if (left === null || right === null) return left ?? right;
    return isAfter(left, right) ? right : left;
  },
  result: (partial) => partial,
  changing: keptExtremes("min", (value, other) => isAfter(other, value)),
};
