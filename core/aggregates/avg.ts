import type { Aggregate, Aggregation } from "./aggregate.ts";
import { nullWhenEmpty, type OrNull } from "./aggregation.ts";
import { addOther, retractOther } from "./bigint-sum.ts";
import { addToSum, type ExactSum, mergeSums, retractFromSum, totalOf, zeroSum } from "./exact-sum.ts";
import type { NumericValue } from "./number-value.ts";
import { takesNumbersAndBigints } from "./value-check.ts";

/**
 * The arithmetic mean of `value` over the rows that have one: the total as `sum` keeps it, divided once.
 * NaN and infinities as in `sum`. Of bigints it is the number that comes nearest. Null where no row has a value.
 *
 * @param value A number, a bigint, or null or undefined to leave the row out.
 * @example
 * ```ts
 * import { avg, from } from "millrace";
 *
 * const flights = [{ delay: 4 }, { delay: null }, { delay: 8 }];
 * const rows = await from(flights).aggregate({ mean: avg((flight) => flight.delay) }).collect();
 * // [{ mean: 6 }]
 * ```
 */
export function avg<Row, Value extends NumericValue>(
  value: (row: Row) => Value,
): Aggregation<Row, OrNull<Value, number>> {
  return nullWhenEmpty(mean, value);
}

const mean: Aggregate<NumericValue, ExactSum, number | null> = {
  name: "avg",
  ...takesNumbersAndBigints("avg"),
  zero: zeroSum,
  exactSum: true,
  add: (partial, value) => (typeof value === "number" ? addToSum(partial, value) : addOther("avg", partial, value)),
  merge: mergeSums,
  retract: (partial, value) =>
    typeof value === "number" ? retractFromSum(partial, value) : retractOther("avg", partial, value),
  result: (partial) => (partial.count === 0 ? null : totalOf(partial) / partial.count),
};
