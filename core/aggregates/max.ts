import type { Aggregate, Aggregation } from "./aggregate.ts";
import { type Missing, nullWhenEmpty, type OrNull } from "./aggregation.ts";
import { keptExtremes } from "./kept-extremes.ts";
import { isAfter, type Ordered } from "./order.ts";
import { takesRanked } from "./value-check.ts";

/**
 * The greatest `value` over the rows: of numbers, strings (by UTF-16 code units), bigints, booleans (false < true) or
 * Dates. NaN sorts after every other number, as in DuckDB and PostgreSQL: so the result is NaN where any value is.
 * Null where no row has a value.
 *
 * @param value Of one kind in all rows, or null or undefined to leave the row out.
 * @example
 * ```ts
 * import { from, max } from "millrace";
 *
 * const rows = await from([{ price: 2 }, { price: 3 }]).aggregate({ dearest: max((sale) => sale.price) }).collect();
 * // [{ dearest: 3 }]
 * ```
 */
export function max<Row, Value extends Ordered | Missing>(
  value: (row: Row) => Value,
): Aggregation<Row, OrNull<Value, NonNullable<Value>>> {
  return nullWhenEmpty(greatest as Aggregate<Value, NonNullable<Value> | null, NonNullable<Value> | null>, value);
}

const greatest: Aggregate<Ordered | Missing, Ordered | null, Ordered | null> = {
  name: "max",
  ...takesRanked("max"),
  zero: () => null,
  add: (partial, value) => {
    if (value === null || value === undefined) return partial;
    return partial === null || isAfter(value, partial) ? value : partial;
  },
  merge: (left, right) => {
    if (left === null || right === null) return left ?? right;
    return isAfter(right, left) ? right : left;
  },
  result: (partial) => partial,
  changing: keptExtremes("max", isAfter),
};
