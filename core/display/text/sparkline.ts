import { extentOf } from "../axis/extent.ts";
import { type ChartValue, drawnNumbers } from "../chart-data.ts";
import { characters } from "./text-options.ts";

const levels = "▁▂▃▄▅▆▇█";

/**
 * Values as small bars in one line, from the least to the greatest of them. A missing value is a space.
 *
 * @param options.width Characters at most; more values are averaged with their neighbours. Default as many as values, up to 1000.
 * @example
 * ```ts
 * import { sparkline } from "millrace/display";
 *
 * console.log(sparkline([1, 2, 3, null, 8])); // "▁▂▃ █"
 * ```
 */
export function sparkline(values: ArrayLike<ChartValue>, options: { readonly width?: number } = {}): string {
  const drawn = averaged(drawnNumbers(values), characters(options.width, 1000, 1));
  const [low, high] = extentOf([drawn]) ?? [0, 0];
  return Array.from(drawn, (value) => {
    if (Number.isNaN(value)) return " ";
    // All equal: neither low nor high.
    return levels[high > low ? Math.round(((value - low) / (high - low)) * 7) : 3]!;
  }).join("");
}

/** At most `most` values: each the average of those that share its place. */
function averaged(values: Float64Array, most: number): Float64Array {
  if (values.length <= most) return values;
  return Float64Array.from({ length: most }, (_, at) => {
    const start = Math.floor((at * values.length) / most);
    const part = values.subarray(start, Math.floor(((at + 1) * values.length) / most)).filter((value) => value === value);
    return part.reduce((sum, value) => sum + value / part.length, part.length > 0 ? 0 : Number.NaN);
  });
}
