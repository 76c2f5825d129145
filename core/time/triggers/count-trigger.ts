import type { Trigger } from "../trigger.ts";

/**
 * Fires with every so many records of a window. In the place of a window's own trigger, it does not fire at its end.
 *
 * @example
 * ```ts
 * import { count, countTrigger, from, tumbling } from "millrace";
 * const rows = await from([1, 2, 3, 4])
 *   .withEventTime((n) => n)
 *   .windowAll(tumbling(10))
 *   .trigger(countTrigger(2))
 *   .aggregate({ rows: count() })
 *   .collect();
 * console.log(rows.map((row) => row.rows)); // [2, 4]
 * ```
 */
export function countTrigger(size: number): Trigger {
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(
      `Cannot build a count trigger as its size must be a whole number above 0: got ${size}; use for instance countTrigger(100)`,
    );
  }
  return {
    name: `count ${size}`,
    ignoresRows: true,
    onRow: (_row, _timeMs, { state }) => {
      const count = ((state.get("count") as number | undefined) ?? 0) + 1;
      if (count < size) state.set("count", count);
      else state.delete("count");
      return count < size ? "continue" : "fire";
    },
    rowsMissing: ({ state }) => size - ((state.get("count") as number | undefined) ?? 0),
    onMerge: ({ state }, merged) => {
      const count = merged.reduce((sum, one) => sum + ((one.get("count") as number | undefined) ?? 0), 0);
      if (count > 0) state.set("count", count);
    },
    clear: ({ state }) => state.delete("count"),
  };
}
