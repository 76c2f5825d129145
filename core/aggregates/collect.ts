import type { Aggregate, Aggregation } from "./aggregate.ts";
import { aggregation } from "./aggregation.ts";
import { refusePromise, takesAnything } from "./value-check.ts";

/**
 * All rows, or the `value` of each row that has one, as an array in order of arrival; empty where there is none.
 *
 * @param value Anything; null or undefined leaves the row out.
 * @example
 * ```ts
 * import { collect, from } from "millrace";
 *
 * const rows = await from([{ price: 2 }, { price: 3 }]).aggregate({ prices: collect((sale) => sale.price) }).collect();
 * // [{ prices: [2, 3] }]
 * ```
 */
export function collect<Row>(): Aggregation<Row, NoInfer<Row>[]>;
export function collect<Row, Value>(value: (row: Row) => Value): Aggregation<Row, NonNullable<Value>[]>;
export function collect<Row>(value?: (row: Row) => unknown): Aggregation<Row, unknown[]> {
  return value === undefined ? aggregation(allRows) : aggregation(allValues, value);
}

const allValues: Aggregate<unknown, unknown[], unknown[]> = {
  name: "collect",
  byArrival: true,
  ...takesAnything("collect"),
  zero: () => [],
  add: (partial, value) => {
    if (value === null || value === undefined) return partial;
    refusePromise("collect", value);
    partial.push(value);
    return partial;
  },
  merge: (left, right) => {
    for (const value of right) left.push(value);
    return left;
  },
  result: (partial) => partial.slice(),
};

const allRows: Aggregate<unknown, unknown[], unknown[]> = {
  ...allValues,
  add: (partial, _value, row) => {
    partial.push(row());
    return partial;
  },
};
