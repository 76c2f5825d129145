import type { Aggregation } from "./aggregate.ts";
import { nullWhenEmpty, type OrNull } from "./aggregation.ts";
import type { NumberValue } from "./number-value.ts";
import { checkProbability, digestAggregate, type QuantileOptions } from "./quantiles.ts";
import { quantileOf } from "./t-digest.ts";

/**
 * The `probability` quantile of `value`, linear between neighbouring ranks as SQL's PERCENTILE_CONT. Exact up to 2048
 * values (`exactUpTo`); beyond, from a t-digest of some 5 kB: of spread-out values the rank is then off by at most
 * 1.6 % · √(q(1 − q)), which is 0.8 % at the median and 0.16 % at 0.99, and usually by a tenth of that; where many
 * values are equal the result may lie between two neighbouring ones. NaN sorts after every other number. Null where
 * no row has a value.
 *
 * @param value A number, or null or undefined to leave the row out.
 * @param probability In [0, 1]: 0.5 is the median, 0 the least and 1 the greatest value.
 * @example
 * ```ts
 * import { from, quantile } from "millrace";
 *
 * const flights = [{ delay: 0 }, { delay: 10 }, { delay: 20 }];
 * const rows = await from(flights).aggregate({ median: quantile((flight) => flight.delay, 0.5) }).collect();
 * // [{ median: 10 }]
 * ```
 * @see Dunning and Ertl, “Computing Extremely Accurate Quantiles Using t-Digests”, arXiv:1902.04023, 2019, Algorithm 1.
 */
export function quantile<Row, Value extends NumberValue>(
  value: (row: Row) => Value,
  probability: number,
  options: QuantileOptions = {},
): Aggregation<Row, OrNull<Value, number>> {
  checkProbability("quantile", probability);
  return nullWhenEmpty(
    digestAggregate("quantile", options, (digest) => quantileOf(digest, probability) ?? null),
    value,
  );
}
