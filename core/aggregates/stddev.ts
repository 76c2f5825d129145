import { checkOptions } from "../data/options.ts";
import type { Aggregation } from "./aggregate.ts";
import { aggregation } from "./aggregation.ts";
import type { NumberValue } from "./number-value.ts";
import { type Moments, momentsAggregate, type VarianceOptions, varianceOf, varianceOptions } from "./variance.ts";

/**
 * The standard deviation of `value`, in its unit: the square root of `variance`, and null, NaN and rounded as that is.
 *
 * @param value A number, or null or undefined to leave the row out.
 * @example
 * ```ts
 * import { from, stddev } from "millrace";
 *
 * const flights = [{ delay: 2 }, { delay: 4 }, { delay: 6 }];
 * const rows = await from(flights).aggregate({ spread: stddev((flight) => flight.delay) }).collect();
 * // [{ spread: 2 }]
 * ```
 * @see As `variance`.
 */
export function stddev<Row>(
  value: (row: Row) => NumberValue,
  options: VarianceOptions = {},
): Aggregation<Row, number | null> {
  checkOptions(options, varianceOptions, "stddev()");
  return aggregation(options.of === "population" ? populationDeviation : sampleDeviation, value);
}

const sampleDeviation = momentsAggregate("stddev", (moments) => deviationOf(moments, moments.count - 1));
const populationDeviation = momentsAggregate("stddev", (moments) => deviationOf(moments, moments.count));

function deviationOf(moments: Moments, divisor: number): number | null {
  const variance = varianceOf(moments, divisor);
  return variance === null ? null : Math.sqrt(variance);
}
