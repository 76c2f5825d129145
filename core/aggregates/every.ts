import type { Aggregation } from "./aggregate.ts";
import { type Missing, nullWhenEmpty, type OrNull } from "./aggregation.ts";
import { trueCountAggregate } from "./any.ts";

/**
 * Whether `value` is true in each row that has one. Null where no row has a value, as SQL's BOOL_AND.
 *
 * @param value A boolean, or null or undefined to leave the row out.
 * @example
 * ```ts
 * import { every, from } from "millrace";
 *
 * const flights = [{ delay: 4 }, { delay: 20 }];
 * const rows = await from(flights).aggregate({ punctual: every((flight) => flight.delay <= 15) }).collect();
 * // [{ punctual: false }]
 * ```
 */
export function every<Row, Value extends boolean | Missing>(
  value: (row: Row) => Value,
): Aggregation<Row, OrNull<Value, boolean>> {
  return nullWhenEmpty(allTrue, value);
}

const allTrue = trueCountAggregate("every", ({ count, trues }) => trues === count);
