import { extentOf } from "../axis/extent.ts";
import { type ChartValue, drawnNumbers } from "../chart-data.ts";
import { characters } from "./text-chart-options.ts";

export interface SparklineOptions {
  /** Characters at most; more values are averaged with their neighbours. Default one for each value, up to 1000. */
  readonly width?: number;
}

const levels = "▁▂▃▄▅▆▇█";

/**
 * Values as small bars in one line, from the least of them to the greatest. A missing value is a space.
 *
 * @param options Width in characters.
 * @example
 * ```ts
 * import { sparkline } from "millrace/display";
 *
 * console.log(sparkline([1, 2, 3, null, 8])); // "▁▂▃ █"
 * ```
 */
export function sparkline(values: ArrayLike<ChartValue>, options: SparklineOptions = {}): string {
  const shown = averaged(drawnNumbers(values), characters(options.width ?? 1000, 1));
  const [low, high] = extentOf([shown]) ?? [0, 0];
  // Equal values are neither low nor high.
  const level = high > low ? (value: number) => Math.round(((value - low) / (high - low)) * 7) : () => 3;
  return Array.from(shown, (value) => (Number.isNaN(value) ? " " : levels[level(value)]!)).join("");
}

/** At most `most` values, each the average of those that share its place. */
function averaged(values: Float64Array, most: number): Float64Array {
  if (values.length <= most) return values;
  const start = (at: number): number => Math.floor((at * values.length) / most);
  return Float64Array.from({ length: most }, (_, at) => average(values.subarray(start(at), start(at + 1))));
}

function average(values: Float64Array): number {
  const there = values.filter((value) => !Number.isNaN(value));
  return there.reduce((sum, value) => sum + value / there.length, there.length > 0 ? 0 : Number.NaN);
}
