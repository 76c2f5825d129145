import type { Aggregate, Aggregation } from "./aggregate.ts";
import { nullWhenEmpty, type OrNull } from "./aggregation.ts";
import { addToSum, type ExactSum, mergeSums, plainSums, retractFromSum, totalOf, zeroSum } from "./exact-sum.ts";
import { type NumberValue, skipMissing } from "./number-value.ts";
import { takesNumbers } from "./value-check.ts";

/**
 * The total of `value` over the rows. Of integers it is exact up to 2^53 and the nearest double beyond, whatever the
 * sums on the way; of other numbers it is compensated, so that neither order nor parallelism shows. NaN makes it
 * NaN, as do infinities of both signs. A total that passes 1.8e308 on the way is infinite from then on, as a plain sum of
 * doubles is, also where a changelog takes back what made it so. Null where no row has a value, as in SQL.
 *
 * @param value A number, or null or undefined to leave the row out. Convert a bigint by `Number(…)`.
 * @example
 * ```ts
 * import { from, sum } from "millrace";
 *
 * const rows = await from([{ price: 2 }, { price: 3 }]).aggregate({ total: sum((sale) => sale.price) }).collect();
 * // [{ total: 5 }]
 * ```
 * @see Knuth, “The Art of Computer Programming”, vol. 2, 4.2.2 Theorem B; Dekker, Numerische Mathematik 18, 1971.
 */
export function sum<Row, Value extends NumberValue>(
  value: (row: Row) => Value,
): Aggregation<Row, OrNull<Value, number>> {
  return nullWhenEmpty(sumOfNumbers, value);
}

const sumOfNumbers: Aggregate<NumberValue, ExactSum, number | null> = {
  name: "sum",
  ...takesNumbers("sum"),
  zero: zeroSum,
  exactSum: true,
  add: (partial, value) => (typeof value === "number" ? addToSum(partial, value) : skipMissing("sum", partial, value)),
  merge: mergeSums,
  retract: (partial, value) =>
    typeof value === "number" ? retractFromSum(partial, value) : skipMissing("sum", partial, value),
  result: (partial) => (partial.count === 0 ? null : totalOf(partial)),
  compact: {
    ...plainSums,
    add: (partial, value) =>
      typeof value === "number" ? plainSums.add(partial, value) : skipMissing("sum", partial, value),
  },
};
