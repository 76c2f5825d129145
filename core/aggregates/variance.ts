import { checkOptions, type KnownOptions } from "../data/options.ts";
import type { Aggregate, Aggregation } from "./aggregate.ts";
import { aggregation } from "./aggregation.ts";
import { type NumberValue, skipMissing } from "./number-value.ts";
import { takesNumbers } from "./value-check.ts";

export interface VarianceOptions {
  /** Divide by one less than the number of values (`"sample"`, default) or by their number (`"population"`). */
  readonly of?: "sample" | "population";
}

export const varianceOptions: KnownOptions<VarianceOptions> = { of: ["sample", "population"] };

/**
 * The variance of `value`, in its unit squared. Null where there are fewer than two values (`"sample"`) or none
 * (`"population"`); NaN where one is NaN or infinite. Numerically stable: only deviations from the mean are squared.
 * Its last digits may differ with the order of the rows, and with how many subtasks share them.
 *
 * @param value A number, or null or undefined to leave the row out.
 * @example
 * ```ts
 * import { from, variance } from "millrace";
 *
 * const flights = [{ delay: 2 }, { delay: 4 }, { delay: 6 }];
 * const rows = await from(flights).aggregate({ spread: variance((flight) => flight.delay) }).collect();
 * // [{ spread: 4 }]
 * ```
 * @see Welford, “Note on a method for calculating corrected sums of squares and products”, Technometrics 4(3), 1962;
 * merging: Chan, Golub and LeVeque, “Updating formulae and a pairwise algorithm for computing sample variances”,
 * COMPSTAT 1982, equation 2.1.
 */
export function variance<Row>(
  value: (row: Row) => NumberValue,
  options: VarianceOptions = {},
): Aggregation<Row, number | null> {
  checkOptions(options, varianceOptions, "variance()");
  return aggregation(options.of === "population" ? populationVariance : sampleVariance, value);
}

/** Count, mean, and the sum of squared deviations from it. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
}

/** A record of the folding half of an aggregate of moments, to be finished by `result`. */
export function momentsAggregate(
  name: string,
  result: (moments: Moments) => number | null,
): Aggregate<NumberValue, Moments, number | null> {
  return {
    name,
    ...takesNumbers(name),
    zero: () => ({ count: 0, mean: 0, squares: 0 }),
    add: (partial, value) => {
      if (typeof value !== "number") return skipMissing(name, partial, value);
      const count = partial.count + 1;
      const deviation = value - partial.mean;
      const mean = partial.mean + deviation / count;
      return { count, mean, squares: partial.squares + deviation * (value - mean) };
    },
    merge: mergeMoments,
    result,
  };
}

/** The mean square deviation; null where the divisor is not positive. */
export function varianceOf({ count, squares }: Moments, divisor: number): number | null {
  return count > 0 && divisor > 0 ? squares / divisor : null;
}

function mergeMoments(left: Moments, right: Moments): Moments {
  if (left.count === 0) return { count: right.count, mean: right.mean, squares: right.squares };
  if (right.count === 0) return { count: left.count, mean: left.mean, squares: left.squares };
  const count = left.count + right.count;
  const deviation = right.mean - left.mean;
  return {
    count,
    mean: left.mean + (deviation * right.count) / count,
    squares: left.squares + right.squares + deviation * deviation * ((left.count * right.count) / count),
  };
}

const sampleVariance = momentsAggregate("variance", (moments) => varianceOf(moments, moments.count - 1));
const populationVariance = momentsAggregate("variance", (moments) => varianceOf(moments, moments.count));
