import { checkOptions } from "../data/options.ts";
import type { Aggregate, Aggregation } from "./aggregate.ts";
import { aggregation } from "./aggregation.ts";
import { type NumberValue, skipMissing } from "./number-value.ts";
import { takesPairs } from "./value-check.ts";
import { type VarianceOptions, varianceOptions } from "./variance.ts";

/** Two numbers of a row: `(row) => [row.x, row.y]`. A pair with one missing is left out. */
export type NumberPair = readonly [NumberValue, NumberValue];

/**
 * The covariance of two columns, in the product of their units. Null where there are fewer than two pairs
 * (`"sample"`, default) or none (`"population"`); NaN where a number is NaN or infinite.
 * Its last digits may differ with the order of the rows, and with how many subtasks share them.
 *
 * @param pair Both numbers; where one is null or undefined the row is left out.
 * @example
 * ```ts
 * import { covariance, from } from "millrace";
 *
 * const flights = [{ km: 1, minutes: 10 }, { km: 3, minutes: 14 }];
 * const spec = { together: covariance((flight: { km: number; minutes: number }) => [flight.km, flight.minutes]) };
 * const rows = await from(flights).aggregate(spec).collect();
 * // [{ together: 4 }]
 * ```
 * @see Pébay, “Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
 * moments”, Sandia report SAND2008-6212, 2008, equations 3.9 to 3.12.
 */
export function covariance<Row>(
  pair: (row: Row) => NumberPair,
  options: VarianceOptions = {},
): Aggregation<Row, number | null> {
  checkOptions(options, varianceOptions, "covariance()");
  return aggregation(options.of === "population" ? populationCovariance : sampleCovariance, pair);
}

/** Count, means, and the sums of the squares and products of the deviations from them. */
export interface PairMoments {
  readonly count: number;
  readonly meanX: number;
  readonly meanY: number;
  readonly squaresX: number;
  readonly squaresY: number;
  readonly products: number;
}

/** The folding half of an aggregate of paired moments, to be finished by `result`. */
export function pairMomentsAggregate(
  name: string,
  result: (moments: PairMoments) => number | null,
): Aggregate<NumberPair, PairMoments, number | null> {
  return {
    name,
    zero: () => ({ count: 0, meanX: 0, meanY: 0, squaresX: 0, squaresY: 0, products: 0 }),
    ...takesPairs(name),
    add: (partial, pair) => {
      // No pair at all is a missing value.
      const [x, y] = pair ?? noPair;
      if (typeof x !== "number") return skipMissing(name, partial, x);
      if (typeof y !== "number") return skipMissing(name, partial, y);
      return addPair(partial, x, y);
    },
    merge: mergePairMoments,
    result,
  };
}

const noPair: NumberPair = [null, null];

function addPair(partial: PairMoments, x: number, y: number): PairMoments {
  const count = partial.count + 1;
  const deviationX = x - partial.meanX;
  const deviationY = y - partial.meanY;
  const meanX = partial.meanX + deviationX / count;
  const meanY = partial.meanY + deviationY / count;
  return {
    count,
    meanX,
    meanY,
    squaresX: partial.squaresX + deviationX * (x - meanX),
    squaresY: partial.squaresY + deviationY * (y - meanY),
    products: partial.products + deviationX * (y - meanY),
  };
}

function mergePairMoments(left: PairMoments, right: PairMoments): PairMoments {
  if (left.count === 0) return copyOf(right);
  if (right.count === 0) return copyOf(left);
  const count = left.count + right.count;
  const deviationX = right.meanX - left.meanX;
  const deviationY = right.meanY - left.meanY;
  const weight = (left.count * right.count) / count;
  return {
    count,
    meanX: left.meanX + (deviationX * right.count) / count,
    meanY: left.meanY + (deviationY * right.count) / count,
    squaresX: left.squaresX + right.squaresX + deviationX * deviationX * weight,
    squaresY: left.squaresY + right.squaresY + deviationY * deviationY * weight,
    products: left.products + right.products + deviationX * deviationY * weight,
  };
}

// A partial result may be a view of columns: spreading it would miss its fields.
function copyOf({ count, meanX, meanY, squaresX, squaresY, products }: PairMoments): PairMoments {
  return { count, meanX, meanY, squaresX, squaresY, products };
}

const sampleCovariance = pairMomentsAggregate("covariance", (moments) => covarianceOf(moments, moments.count - 1));
const populationCovariance = pairMomentsAggregate("covariance", (moments) => covarianceOf(moments, moments.count));

function covarianceOf({ count, products }: PairMoments, divisor: number): number | null {
  return count > 0 && divisor > 0 ? products / divisor : null;
}
