import type { Aggregate, Aggregation } from "./aggregate.ts";

/** What stands for an absent value in rows. */
export type Missing = null | undefined;

/** `Result`, or null too where `Value` may be missing: then all the values of a group may be. */
export type OrNull<Value, Result> = null extends Value
  ? Result | null
  : undefined extends Value
    ? Result | null
    : Result;

/** Named aggregations of the same rows: what `aggregate({ … })` takes. */
export type AggregateSpec<Row> = Readonly<Record<string, Aggregation<Row, unknown>>>;

/** The row that a spec makes: `{ bids: count(), top: max((bid) => bid.price) }` makes `{ bids: number; top: number }`. */
export type AggregateResults<Spec> = {
  -readonly [Name in keyof Spec]: Spec[Name] extends Aggregation<never, infer Result> ? Result : never;
};

/**
 * An aggregate of what `value` gives for each row: the way from an `Aggregate` of one's own to `aggregate({ … })`.
 *
 * @param value Reads the row; absent where the aggregate needs no value.
 * @example
 * ```ts
 * import { aggregation, from, type Aggregate } from "millrace";
 *
 * const product: Aggregate<number, number, number> = {
 *   name: "product",
 *   zero: () => 1,
 *   add: (partial, value) => partial * value,
 *   merge: (left, right) => left * right,
 *   result: (partial) => partial,
 * };
 * const growth = [{ rate: 1.5 }, { rate: 2 }];
 * const rows = await from(growth).aggregate({ total: aggregation(product, (year) => year.rate) }).collect();
 * // [{ total: 3 }]
 * ```
 */
export function aggregation<Row, Value, Partial, Result>(
  aggregate: Aggregate<Value, Partial, Result>,
  value?: (row: Row) => Value,
): Aggregation<Row, Result> {
  // The types of value and partial are the aggregate's own affair: the runtime only carries them.
  return { aggregate: aggregate as unknown as Aggregate<never, never, Result>, value };
}

/** As `aggregation`, for an aggregate that gives null exactly when it saw no value. */
export function nullWhenEmpty<Row, Value, Partial, Result>(
  aggregate: Aggregate<Value, Partial, Result | null>,
  value: (row: Row) => Value,
): Aggregation<Row, OrNull<Value, Result>> {
  return aggregation(aggregate, value) as Aggregation<Row, never>;
}
