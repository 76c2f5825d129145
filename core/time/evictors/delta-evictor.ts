import { checkOptions } from "../../data/options.ts";
import { type EvictOptions, type Evictor, evictOptions } from "../evictor.ts";
import { checkedDelta } from "../triggers/delta-trigger.ts";

/**
 * Removes the records that differ from the last one by a threshold or more.
 *
 * @param delta How much the last record differs from `row`, in the unit of the threshold.
 * @example
 * ```ts
 * import { collect, deltaEvictor, from, tumbling } from "millrace";
 * const rows = await from([1, 7, 9])
 *   .withEventTime((n) => n)
 *   .windowAll(tumbling(10))
 *   .evict(deltaEvictor(5, (n: number, last: number) => last - n))
 *   .aggregate({ near: collect((n) => n) })
 *   .collect();
 * console.log(rows[0]?.near); // [7, 9]
 * ```
 */
export function deltaEvictor<Row>(
  threshold: number,
  delta: (row: Row, last: Row) => number,
  options: EvictOptions = {},
): Evictor<Row> {
  checkOptions(options, evictOptions, "deltaEvictor");
  const differs = checkedDelta("delta evictor", threshold, delta);
  return {
    name: `within ${threshold} of the last`,
    when: options.when ?? "before",
    keep: (rows) => {
      const last = rows.at(-1);
      return last === undefined ? rows : rows.filter(({ row }) => differs(row, last.row) < threshold);
    },
  };
}
