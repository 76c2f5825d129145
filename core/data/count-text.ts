/**
 * How many of something: `1 row`, `1,204 rows`.
 *
 * @param noun Of one; of several with an s, unless `many` is given.
 * @example
 * ```ts
 * import { countText } from "millrace/display";
 * console.log(countText(1, "row"), countText(1204, "row"), countText(2, "vertex", "vertices")); // 1 row 1,204 rows 2 vertices
 * ```
 */
export function countText(count: number, noun: string, many: string = `${noun}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? noun : many}`;
}

/** How often a run has begun anew: `once`, `3 times`. */
export function timesText(times: number): string {
  return times === 1 ? "once" : countText(times, "time");
}
