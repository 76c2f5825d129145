import { extentOf, withZero } from "../axis/extent.ts";
import { type BarData, drawnNumbers } from "../chart-data.ts";
import { visible } from "../escape.ts";
import { numberText } from "../number-text.ts";
import { type Paint, paintFor } from "../paint.ts";
import { cutToWidth, padToWidth, textWidth } from "../text-width.ts";
import { barDrawer } from "./bar-text.ts";
import { headLines } from "./head-lines.ts";
import { characters, defaultWidth, leastWidth, type TextChartOptions } from "./text-options.ts";

export interface BarChartTextOptions extends TextChartOptions {
  /** Bars shown at most; below them is said how many labels are left out. Default 40. */
  readonly most?: number;
  /** Text of a value. Default digits. */
  readonly format?: (value: number) => string;
}

/**
 * Bars for a terminal: a line for each, its label at the left, its value at the end. Bars begin at zero, those of
 * negative values go to the left; a missing value is a dash.
 *
 * @param options Sizes in characters.
 * @example
 * ```ts
 * import { barChartText } from "millrace/display";
 *
 * const delays = { labels: ["ORD", "ATL"], series: [{ name: "delay", values: [12, 9] }] };
 * console.log(barChartText(delays, { width: 24 }));
 * // ORD ████████████████▌ 12
 * // ATL ████████████▍ 9
 * ```
 */
export function barChartText(data: BarData, options: BarChartTextOptions = {}): string {
  const { title, color = "plain", format = numberText } = options;
  const width = characters(options.width, defaultWidth, leastWidth);
  const paint = paintFor(color);
  const shown = Math.max(1, Math.floor(characters(options.most, 40, 1) / Math.max(1, data.series.length)));
  const hidden = Math.max(0, data.labels.length - shown);
  const drawn = firstOf(data, Math.min(shown, data.labels.length));
  return [
    ...headLines({ title, names: data.series.map(({ name }) => name) }, width, paint),
    ...(drawn.labels.length === 0 || drawn.columns.length === 0
      ? [paint.dim("no data")]
      : barLines(drawn, width, format, paint)),
    ...(hidden > 0 ? [paint.dim(`… ${hidden.toLocaleString("en-US")} more`)] : []),
  ].join("\n");
}

interface Bars {
  readonly labels: readonly string[];
  /** Values of each series, NaN where there is none. */
  readonly columns: readonly Float64Array[];
}

function firstOf({ labels, series }: BarData, count: number): Bars {
  return {
    labels: Array.from({ length: count }, (_, at) => visible(labels[at]!.slice(0, 200))),
    columns: series.map(({ values }) => drawnNumbers(values, count)),
  };
}

function barLines({ labels, columns }: Bars, width: number, format: (value: number) => string, paint: Paint): string[] {
  const texts = columns.map((values) => Array.from(values, (value) => valueText(value, format)));
  const labelWidth = Math.min(Math.floor(width * 0.4), widestOf(labels));
  const textRoom = Math.min(Math.floor(width * 0.3), widestOf(texts.flat()));
  const draw = barDrawer(withZero(extentOf(columns) ?? [0, 0]), width - labelWidth - textRoom - 2);
  return labels.flatMap((label, at) =>
    columns.map((values, series) => {
      const name = padToWidth(cutToWidth(series === 0 ? label : "", labelWidth), labelWidth);
      const { before, bar } = draw(values[at]!);
      return `${name} ${before}${paint.series(series, bar)} ${cutToWidth(texts[series]![at]!, textRoom)}`;
    }),
  );
}

function valueText(value: number, format: (value: number) => string): string {
  return Number.isNaN(value) ? "–" : visible(format(value));
}

function widestOf(texts: readonly string[]): number {
  return texts.reduce((widest, text) => Math.max(widest, textWidth(text)), 1);
}
