import { shown } from "../../data/options.ts";
import type { Trigger } from "../trigger.ts";

/**
 * Fires when a record differs from the one that fired last (at first: the first one) by more than a threshold.
 *
 * @param delta How much `row` differs from `last`, in the unit of the threshold.
 * @example
 * ```ts
 * import { count, deltaTrigger, from, globalWindow } from "millrace";
 * const rows = await from([1, 3, 7, 8, 20])
 *   .windowAll(globalWindow())
 *   .trigger(deltaTrigger(5, (last, metres) => metres - last))
 *   .aggregate({ rows: count() })
 *   .collect();
 * console.log(rows); // [{ rows: 3 }, { rows: 5 }]
 * ```
 */
export function deltaTrigger<Row>(threshold: number, delta: (last: Row, row: Row) => number): Trigger<Row> {
  const differs = checkedDelta("delta trigger", threshold, delta);
  return {
    name: `delta ${threshold}`,
    onRow: (row, _timeMs, { state }) => {
      const last = state.get("last") as { readonly row: Row } | undefined;
      const fires = last !== undefined && differs(last.row, row) > threshold;
      if (last === undefined || fires) state.set("last", { row });
      return fires ? "fire" : "continue";
    },
    clear: ({ state }) => state.delete("last"),
  };
}

/** How much two rows differ, by a user's function that is known to give numbers. */
export function checkedDelta<Row>(
  what: string,
  threshold: number,
  delta: (one: Row, other: Row) => number,
): (one: Row, other: Row) => number {
  const name = what.replace(/ (\w)/, (_, letter: string) => letter.toUpperCase());
  const example = `use for instance ${name}(5, (one, other) => other.metres - one.metres)`;
  if (!(typeof threshold === "number" && threshold >= 0)) {
    throw new RangeError(
      `Cannot build a ${what} as its threshold must be a number from 0 on: got ${shown(threshold)}; ${example}`,
    );
  }
  if (typeof delta !== "function") {
    throw new TypeError(`Cannot build a ${what} as it takes a function of two rows: got ${shown(delta)}; ${example}`);
  }
  return (one, other) => {
    const difference = delta(one, other);
    if (typeof difference === "number" && !Number.isNaN(difference)) return difference;
    throw new TypeError(
      `Cannot compare rows in a ${what} as its function must give a number: got ${shown(difference)}; ${example}`,
    );
  };
}
