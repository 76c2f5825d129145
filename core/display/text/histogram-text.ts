import { closedBins } from "../bins.ts";
import type { Bin } from "../chart-data.ts";
import { numberTexts } from "../number-text.ts";
import { padToWidth, textWidth } from "../text-width.ts";
import { type BarTextOptions, barText } from "./bar-text.ts";

/**
 * Counts of bins for a terminal, a bar for each.
 *
 * @param bins What `binsOf` or the aggregate `histogram` gives.
 * @example
 * ```ts
 * import { binsOf, histogramText } from "millrace/display";
 *
 * console.log(histogramText(binsOf([3, -2, 14, 8, 95]), { width: 60 }));
 * ```
 */
export function histogramText(bins: readonly Bin[], options: BarTextOptions = {}): string {
  const drawn = closedBins(bins);
  const edges = numberTexts(bins.flatMap(({ from, to }) => [from, to]));
  const widest = edges.reduce((most, text) => Math.max(most, textWidth(text)), 0);
  const labels = drawn.map((_, at) => {
    const [from, to] = [edges[2 * at]!, edges[2 * at + 1]!];
    return `${padToWidth(from, widest, "right")} … ${padToWidth(to, widest, "right")}`;
  });
  return barText({ labels, series: [{ name: "count", values: drawn.map(({ count }) => count) }] }, options);
}
