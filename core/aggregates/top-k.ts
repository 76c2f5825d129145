import { checkOptions, type KnownOptions } from "../data/options.ts";
import type { Aggregate, Aggregation } from "./aggregate.ts";
import { aggregation, type Missing } from "./aggregation.ts";
import { isAfter, type Ordered } from "./order.ts";
import { takesRanked } from "./value-check.ts";

/**
 * The `k` rows with the greatest `by`, greatest first, equal ones in order of arrival; fewer where there are fewer.
 * NaN sorts after every other number, as in `max`: it comes first here.
 *
 * @param k 1, 2, …; each further row costs O(k), so that it suits up to some thousands.
 * @param by Of one kind in all rows, or null or undefined to leave the row out.
 * @param options.order `"ascending"` for the least instead.
 * @example
 * ```ts
 * import { from, topK } from "millrace";
 *
 * const bids = [{ price: 2 }, { price: 5 }, { price: 3 }];
 * const rows = await from(bids).aggregate({ best: topK(2, (bid) => bid.price) }).collect();
 * // [{ best: [{ price: 5 }, { price: 3 }] }]
 * ```
 */
export function topK<Row>(
  k: number,
  by: (row: Row) => Ordered | Missing,
  options: TopKOrder = {},
): Aggregation<Row, NoInfer<Row>[]> {
  if (!Number.isInteger(k) || k < 1) {
    throw new RangeError(
      `Cannot build topK() as k must be a positive integer: got ${k}; use topK(1, by) or maxBy(by) for the first row`,
    );
  }
  checkOptions(options, topKOrder, "topK()");
  const isBefore: Before = options.order === "ascending" ? (a, b) => isAfter(b, a) : isAfter;
  return aggregation(firstRows(k, isBefore) as Aggregate<Ordered | Missing, Ranking, Row[]>, by);
}

export interface TopKOrder {
  /** `"descending"` (default): the greatest, greatest first; `"ascending"`: the least, least first. */
  readonly order?: "ascending" | "descending";
}

const topKOrder: KnownOptions<TopKOrder> = { order: ["descending", "ascending"] };

/** Whether a value comes before another in the ranking. */
type Before = (value: Ordered, other: Ordered) => boolean;

/** The rows so far and what they are ranked by, greatest first. */
interface Ranking {
  readonly values: Ordered[];
  readonly rows: unknown[];
}

function firstRows(k: number, isBefore: Before): Aggregate<Ordered | Missing, Ranking, unknown[]> {
  return {
    name: "topK",
    byArrival: true,
    ...takesRanked("topK"),
    zero: () => ({ values: [], rows: [] }),
    add: (partial, value, row) => {
      if (value !== null && value !== undefined && hasPlaceFor(partial, k, value, isBefore))
        place(partial, k, value, row(), isBefore);
      return partial;
    },
    merge: (left, right) => {
      for (const [rank, value] of right.values.entries()) {
        if (!hasPlaceFor(left, k, value, isBefore)) break;
        place(left, k, value, right.rows[rank], isBefore);
      }
      return left;
    },
    result: (partial) => partial.rows.slice(),
  };
}

function hasPlaceFor({ values }: Ranking, k: number, value: Ordered, isBefore: Before): boolean {
  return values.length < k || isBefore(value, values[k - 1]!);
}

function place({ values, rows }: Ranking, k: number, value: Ordered, row: unknown, isBefore: Before): void {
  const rank = rankOf(values, value, isBefore);
  values.splice(rank, 0, value);
  rows.splice(rank, 0, row);
  if (values.length > k) {
    values.pop();
    rows.pop();
  }
}

/** Behind all that are not before `value`. */
function rankOf(values: readonly Ordered[], value: Ordered, isBefore: Before): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(value, values[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
