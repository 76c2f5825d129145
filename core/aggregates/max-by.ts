import { checkOptions } from "../data/options.ts";
import type { Aggregate, Aggregation } from "./aggregate.ts";
import { aggregation, type Missing, type OrNull } from "./aggregation.ts";
import { bestRow, bestRows, type TiesOptions, tiesOptions } from "./best-row.ts";
import { isAfter, type Ordered } from "./order.ts";

/**
 * The row with the greatest `value`, whole; null where no row has a value. With `{ ties: "all" }` an array of all such
 * rows, empty where there is none. NaN sorts after every other number.
 *
 * @param value Of one kind in all rows, or null or undefined to leave the row out.
 * @example
 * ```ts
 * import { from, maxBy } from "millrace";
 *
 * const bids = [{ price: 2, by: "Ann" }, { price: 3, by: "Bob" }];
 * const rows = await from(bids).aggregate({ bid: maxBy((bid) => bid.price) }).collect();
 * // [{ bid: { price: 3, by: "Bob" } }]
 * ```
 */
export function maxBy<Row, Value extends Ordered | Missing>(
  value: (row: Row) => Value,
  options?: { readonly ties?: "first" },
): Aggregation<Row, OrNull<Value, NoInfer<Row>>>;
export function maxBy<Row>(
  value: (row: Row) => Ordered | Missing,
  options: { readonly ties: "all" },
): Aggregation<Row, NoInfer<Row>[]>;
export function maxBy<Row>(
  value: (row: Row) => Ordered | Missing,
  options: TiesOptions = {},
): Aggregation<Row, Row | Row[] | null> {
  checkOptions(options, tiesOptions, "maxBy()");
  type RowAggregate = Aggregate<Ordered | Missing, unknown, Row | Row[] | null>;
  return aggregation((options.ties === "all" ? greatestRows : greatestRow) as RowAggregate, value);
}

const greatestRow = bestRow("maxBy", (value, best) => isAfter(value, best));
const greatestRows = bestRows("maxBy", (value, best) => isAfter(value, best));
