import { checkOptions } from "../../data/options.ts";
import { type Duration, durationMs, durationText } from "../duration.ts";
import { type EvictOptions, type Evictor, evictOptions } from "../evictor.ts";

/**
 * Keeps the records that are less than a span older than the newest one in the window. Records without event time all
 * stay.
 *
 * @example
 * ```ts
 * import { collect, from, timeEvictor, tumbling } from "millrace";
 * const rows = await from([1, 5, 9])
 *   .withEventTime((n) => n)
 *   .windowAll(tumbling(10))
 *   .evict(timeEvictor(5))
 *   .aggregate({ newest: collect((n) => n) })
 *   .collect();
 * console.log(rows[0]?.newest); // [5, 9]
 * ```
 */
export function timeEvictor(span: Duration, options: EvictOptions = {}): Evictor {
  checkOptions(options, evictOptions, "timeEvictor");
  const spanMs = durationMs(span, "the span of a time evictor");
  return {
    name: `last ${durationText(spanMs)}`,
    when: options.when ?? "before",
    keep: (rows) => {
      if (rows[0]?.timeMs === undefined) return rows;
      const newest = rows.reduce((latest, { timeMs }) => Math.max(latest, timeMs!), Number.NEGATIVE_INFINITY);
      return rows.filter(({ timeMs }) => timeMs! > newest - spanMs);
    },
  };
}
