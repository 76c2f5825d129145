import type { Aggregate, Aggregation } from "./aggregate.ts";
import { type Missing, nullWhenEmpty, type OrNull } from "./aggregation.ts";
import { addOther, retractOther } from "./bigint-sum.ts";
import { addToSum, type ExactSum, mergeSums, plainSums, retractFromSum, totalOfAny, zeroSum } from "./exact-sum.ts";
import { type NumericValue, skipMissing } from "./number-value.ts";
import { takesNumbersAndBigints } from "./value-check.ts";

/**
 * The total of `value` over the rows. Of integers it is exact up to 2^53 and the nearest double beyond, whatever the
 * sums on the way; of other numbers it is compensated, so that neither order nor parallelism shows. NaN makes it
 * NaN, as do infinities of both signs. A total that passes 1.8e308 on the way is infinite from then on, as a plain sum of
 * doubles is, also where a changelog takes back what made it so. Of bigints it is a bigint, exact below 2^105 (4·10^31), and
 * an error beyond; so it is where whole numbers stand beside them. Decimals of up to
 * 15 digits are added as doubles (0.1 + 0.2 is 0.30000000000000004), exactly, and those of more digits, by `decimalUnits`. Null where no row has a value, as in SQL.
 *
 * @param value A number, a bigint, or null or undefined to leave the row out.
 * @example
 * ```ts
 * import { from, sum } from "millrace";
 *
 * const rows = await from([{ price: 2 }, { price: 3 }]).aggregate({ total: sum((sale) => sale.price) }).collect();
 * // [{ total: 5 }]
 * ```
 * @see Knuth, “The Art of Computer Programming”, vol. 2, 4.2.2 Theorem B; Dekker, Numerische Mathematik 18, 1971.
 */
export function sum<Row, Value extends NumericValue>(
  value: (row: Row) => Value,
): Aggregation<Row, OrNull<Value, Total<Value>>> {
  return nullWhenEmpty(total as Aggregate<Value, ExactSum, Total<Value> | null>, value);
}

/** What values add up to: bigints to a bigint. */
export type Total<Value> = [Value] extends [number | Missing]
  ? number
  : [Value] extends [bigint | Missing]
    ? bigint
    : number | bigint;

const total: Aggregate<NumericValue, ExactSum, number | bigint | null> = {
  name: "sum",
  ...takesNumbersAndBigints("sum"),
  zero: zeroSum,
  exactSum: true,
  add: (partial, value) => (typeof value === "number" ? addToSum(partial, value) : addOther("sum", partial, value)),
  merge: mergeSums,
  retract: (partial, value) =>
    typeof value === "number" ? retractFromSum(partial, value) : retractOther("sum", partial, value),
  result: (partial) => (partial.count === 0 ? null : totalOfAny(partial)),
  compact: {
    ...plainSums,
    // One number does not say that the total is a bigint.
    add: (partial, value) =>
      typeof value === "number"
        ? plainSums.add(partial, value)
        : typeof value === "bigint"
          ? Number.NaN
          : skipMissing("sum", partial, value),
  },
};
