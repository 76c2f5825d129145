import { dot } from "../kernels/vector.ts";
import { placeOfId } from "./ids.ts";
import type { Factors } from "./learned.ts";

/** An item, and the rating that is expected. */
export interface Recommended {
  readonly item: number;
  readonly prediction: number;
}

/**
 * The items whose expected ratings by a user are highest, in that order; of equal ones the lower id first. None for a user that was not learned.
 *
 * @param count How many at most, from 0.
 * @param except Ids of items that are left out, such as those that the user knows.
 * @example
 * ```ts
 * import { recommendItems } from "millrace/ml";
 * const factors = {
 *   users: Float64Array.of(7), items: Float64Array.of(1, 2, 3),
 *   userFactors: Float64Array.of(1, 2), itemFactors: Float64Array.of(1, 0, 0, 1, 1, 1),
 * };
 * console.log(recommendItems(factors, 7, 1)); // [{ item: 3, prediction: 3 }]
 * ```
 */
export function recommendItems(
  { users, items, userFactors, itemFactors }: Factors,
  user: number,
  count: number,
  except: Iterable<number> = [],
): Recommended[] {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(
      `Cannot recommend items as count must be a whole number ≥ 0: got ${count}; give for instance 10`,
    );
  }
  const place = placeOfId(users, user);
  if (place < 0) return [];
  const rank = userFactors.length / users.length;
  const own = userFactors.subarray(place * rank, (place + 1) * rank);
  const left = new Set(except);
  return Array.from(items, (item, at) => ({
    item,
    prediction: dot(own, itemFactors.subarray(at * rank, (at + 1) * rank)),
  }))
    .filter(({ item }) => !left.has(item))
    .sort((a, b) => b.prediction - a.prediction || a.item - b.item)
    .slice(0, count);
}
