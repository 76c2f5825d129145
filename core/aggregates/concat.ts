import type { Aggregate, Aggregation } from "./aggregate.ts";
import { type Missing, nullWhenEmpty, type OrNull } from "./aggregation.ts";
import { takesTexts } from "./value-check.ts";

/** What `concat` joins: strings, and what has an obvious text. */
export type Text = string | number | bigint | boolean;

/**
 * The texts of `value` in order of arrival, with `separator` between them. Null where no row has a value.
 *
 * @param value A string, number, bigint or boolean, or null or undefined to leave the row out.
 * @param separator Default `","`.
 * @example
 * ```ts
 * import { concat, from } from "millrace";
 *
 * const rows = await from([{ tag: "a" }, { tag: "b" }]).aggregate({ tags: concat((row) => row.tag, " ") }).collect();
 * // [{ tags: "a b" }]
 * ```
 */
export function concat<Row, Value extends Text | Missing>(
  value: (row: Row) => Value,
  separator = ",",
): Aggregation<Row, OrNull<Value, string>> {
  return nullWhenEmpty(joined(separator), value);
}

function joined(separator: string): Aggregate<Text | Missing, string | null, string | null> {
  return {
    name: "concat",
    byArrival: true,
    ...takesTexts("concat"),
    zero: () => null,
    add: (partial, value) => {
      if (value === null || value === undefined) return partial;
      return partial === null ? String(value) : partial + separator + String(value);
    },
    merge: (left, right) => (left === null || right === null ? (left ?? right) : left + separator + right),
    result: (partial) => partial,
  };
}
