import { checkedDelta } from "../delta.ts";
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
