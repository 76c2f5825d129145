import type { Aggregate, Aggregation } from "./aggregate.ts";
import { type Missing, nullWhenEmpty, type OrNull } from "./aggregation.ts";
import { takesBooleans } from "./value-check.ts";

/**
 * Whether `value` is true in at least one row. Null where no row has a value, as SQL's BOOL_OR.
 *
 * @param value A boolean, or null or undefined to leave the row out.
 * @example
 * ```ts
 * import { any, from } from "millrace";
 *
 * const flights = [{ delay: 4 }, { delay: 20 }];
 * const rows = await from(flights).aggregate({ late: any((flight) => flight.delay > 15) }).collect();
 * // [{ late: true }]
 * ```
 */
export function any<Row, Value extends boolean | Missing>(
  value: (row: Row) => Value,
): Aggregation<Row, OrNull<Value, boolean>> {
  return nullWhenEmpty(someTrue, value);
}

/** How many values there are, and how many of them are true. */
export interface TrueCount {
  readonly count: number;
  readonly trues: number;
}

/** The folding half of an aggregate over booleans, to be finished by `result`; `result` is not asked of nothing. */
export function trueCountAggregate(
  name: string,
  result: (partial: TrueCount) => boolean,
): Aggregate<boolean | Missing, TrueCount, boolean | null> {
  return {
    name,
    ...takesBooleans(name),
    zero: () => ({ count: 0, trues: 0 }),
    add: (partial, value) => changed(partial, value, 1),
    merge: (left, right) => ({ count: left.count + right.count, trues: left.trues + right.trues }),
    retract: (partial, value) => changed(partial, value, -1),
    result: (partial) => (partial.count === 0 ? null : result(partial)),
  };
}

function changed({ count, trues }: TrueCount, value: boolean | Missing, by: 1 | -1): TrueCount {
  return {
    count: value === null || value === undefined ? count : count + by,
    trues: value === true ? trues + by : trues,
  };
}

const someTrue = trueCountAggregate("any", ({ trues }) => trues > 0);
