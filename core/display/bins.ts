import { extentOf, widened } from "./axis/extent.ts";
import { niceExtent, niceStep } from "./axis/nice-step.ts";
import { type Bin, type ChartValue, drawnNumbers } from "./chart-data.ts";

/** How values are counted. */
export interface BinsOptions {
  /** About how many bins. Default the square root of the number of values, 5 to 40. */
  readonly count?: number;
}

/**
 * Values counted in bins of equal, round width. What is missing or not finite is left out; a value on an edge belongs
 * to the bin that begins there.
 *
 * @example
 * ```ts
 * import { binsOf } from "millrace/display";
 *
 * console.log(binsOf([1, 2, 2, 9], { count: 2 })); // [{ from: 0, to: 5, count: 3 }, { from: 5, to: 10, count: 1 }]
 * ```
 */
export function binsOf(values: ArrayLike<ChartValue>, options: BinsOptions = {}): Bin[] {
  const numbers = drawnNumbers(values).filter((value) => !Number.isNaN(value));
  const found = extentOf([numbers]);
  if (found === undefined) return [];
  const extent = widened(found);
  const step = niceStep(extent, options.count ?? Math.min(40, Math.max(5, Math.sqrt(numbers.length))));
  const [low, high] = niceExtent(extent, step);
  const bins = new Float64Array(Math.max(1, Math.round((high - low) / step)));
  for (const value of numbers) bins[Math.min(bins.length - 1, Math.max(0, Math.floor((value - low) / step)))]!++;
  const edge = (at: number): number => Number((low + at * step).toPrecision(12));
  return Array.from(bins, (count, at) => ({ from: edge(at), to: edge(at + 1), count }));
}

/** Bins whose open ends, at ±Infinity, are drawn as wide as the bin beside them. */
export function closedBins(bins: readonly Bin[]): Bin[] {
  const finite = bins.filter(({ from, to }) => Number.isFinite(to - from));
  const width = finite.length === 0 ? 1 : finite[0]!.to - finite[0]!.from;
  return bins
    .filter(({ from, to }) => Number.isFinite(from) || Number.isFinite(to))
    .map(({ from, to, count }) => ({
      from: Number.isFinite(from) ? from : to - width,
      to: Number.isFinite(to) ? to : from + width,
      count: Number.isFinite(count) ? count : 0,
    }));
}
