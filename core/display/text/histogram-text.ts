import { closedBins } from "../bins.ts";
import type { Bin } from "../chart-data.ts";
import { numberTexts } from "../number-text.ts";
import { padToWidth, textWidth } from "../text-width.ts";
import { type BarTextOptions, barText } from "./bar-text.ts";

/**
 * Counts of bins for a terminal, a bar for each.
 *
 * @param bins What `binsOf` or the aggregate `histogram` gives.
 * @param options Width in characters.
 * @example
 * ```ts
 * import { binsOf, histogramText } from "millrace/display";
 *
 * console.log(histogramText(binsOf([3, -2, 14, 8, 95]), { width: 60 }));
 * ```
 */
export function histogramText(bins: readonly Bin[], options: BarTextOptions = {}): string {
  // Bins that are open to one side say so; those open to both are not drawn.
  const shown = bins.filter(({ from, to }) => Number.isFinite(from) || Number.isFinite(to));
  const [froms, tos] = [edgeTexts(shown.map(({ from }) => from)), edgeTexts(shown.map(({ to }) => to))];
  return barText(
    {
      labels: shown.map((_, at) => `${froms[at]} … ${tos[at]}`),
      series: [{ name: "count", values: closedBins(bins).map(({ count }) => count) }],
    },
    options,
  );
}

function edgeTexts(edges: readonly number[]): string[] {
  const texts = numberTexts(edges).map((text) => text.replace("Infinity", "∞"));
  const widest = texts.reduce((most, text) => Math.max(most, textWidth(text)), 0);
  return texts.map((text) => padToWidth(text, widest, "right"));
}
