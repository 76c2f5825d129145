import type { Aggregation } from "./aggregate.ts";
import { aggregation } from "./aggregation.ts";
import { type NumberPair, type PairMoments, pairMomentsAggregate } from "./covariance.ts";

/**
 * The correlation of two columns (Pearson's r), in [−1, 1]. Null where it is undefined: fewer than two pairs, or
 * one column constant. NaN where a number is NaN or infinite. Rounded as
 * the covariance is.
 *
 * @param pair Both numbers; where one is null or undefined the row is left out.
 * @example
 * ```ts
 * import { correlation, from } from "millrace";
 *
 * const flights = [{ km: 1, minutes: 10 }, { km: 3, minutes: 14 }];
 * const spec = { together: correlation((flight: { km: number; minutes: number }) => [flight.km, flight.minutes]) };
 * const rows = await from(flights).aggregate(spec).collect();
 * // [{ together: 1 }]
 * ```
 * @see Pébay, Sandia report SAND2008-6212, 2008, as `covariance`.
 */
export function correlation<Row>(pair: (row: Row) => NumberPair): Aggregation<Row, number | null> {
  return aggregation(pearson, pair);
}

const pearson = pairMomentsAggregate("correlation", correlationOf);

function correlationOf({ count, squaresX, squaresY, products }: PairMoments): number | null {
  if (count < 2 || squaresX === 0 || squaresY === 0) return null;
  const product = squaresX * squaresY;
  // One root rounds least; the root of each factor apart neither overflows nor vanishes.
  const scale = product > 1e-290 && product < 1e300 ? Math.sqrt(product) : Math.sqrt(squaresX) * Math.sqrt(squaresY);
  return Math.max(-1, Math.min(1, products / scale));
}
