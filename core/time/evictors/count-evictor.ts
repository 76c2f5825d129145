import { checkOptions } from "../../data/options.ts";
import { type EvictOptions, type Evictor, evictOptions } from "../evictor.ts";

/**
 * Keeps the last so many records.
 *
 * @example
 * ```ts
 * import { countEvictor, countTrigger, from, globalWindow, sum } from "millrace";
 * const rows = await from([1, 2, 3])
 *   .windowAll(globalWindow())
 *   .trigger(countTrigger(1))
 *   .evict(countEvictor(2))
 *   .aggregate({ lastTwo: sum((n) => n) })
 *   .collect();
 * console.log(rows); // [{ lastTwo: 1 }, { lastTwo: 3 }, { lastTwo: 5 }]
 * ```
 */
export function countEvictor(size: number, options: EvictOptions = {}): Evictor {
  checkOptions(options, evictOptions, "countEvictor");
  if (!Number.isInteger(size) || size < 0) {
    throw new RangeError(
      `Cannot build a count evictor as its size must be a whole number from 0 on: got ${size}; use for instance countEvictor(100)`,
    );
  }
  return {
    name: `last ${size}`,
    when: options.when ?? "before",
    keep: (rows) => (rows.length <= size ? rows : rows.slice(rows.length - size)),
  };
}
