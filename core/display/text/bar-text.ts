import type { TickFormat } from "../axis/axis.ts";
import { extentOf, withZero } from "../axis/extent.ts";
import { type BarData, drawnNumbers } from "../chart-data.ts";
import { visible } from "../escape.ts";
import { numberTexts } from "../number-text.ts";
import { type Paint, paintFor } from "../paint.ts";
import { cutToWidth, padToWidth, textWidth } from "../text-width.ts";
import { barBlocks } from "./bar-blocks.ts";
import { headLines } from "./head-lines.ts";
import { characters, chartWidth, type TextChartOptions } from "./text-chart-options.ts";

export interface BarTextOptions extends TextChartOptions {
  /** Text of a value. Default digits. */
  readonly format?: TickFormat;
  /** Labels shown at most; how many are left out stands below. Default 40. */
  readonly most?: number;
}

/**
 * Bars for a terminal: a line for each, its label before it and its value behind it. Bars of negative values grow to
 * the left from zero; a missing value is a dash.
 *
 * @param options Width in characters.
 * @example
 * ```ts
 * import { barText } from "millrace/display";
 *
 * console.log(barText({ labels: ["ORD", "ATL"], series: [{ name: "delay", values: [12, 9] }] }, { width: 24 }));
 * // ORD █████████████████ 12
 * // ATL ████████████▊ 9
 * ```
 */
export function barText(data: BarData, options: BarTextOptions = {}): string {
  const { title, color = "plain", most = 40 } = options;
  const [width, paint] = [chartWidth(options), paintFor(color)];
  const bars = firstBars(data, characters(most, 1), options.format);
  const hidden = data.labels.length - bars.labels.length;
  const isEmpty = bars.labels.length === 0 || bars.columns.length === 0;
  return [
    ...headLines({ title, names: data.series.map(({ name }) => name) }, width, paint),
    ...(isEmpty ? [paint.dim("no data")] : barLines(bars, width, paint)),
    ...(hidden > 0 ? [paint.dim(`… ${hidden.toLocaleString("en-US")} more`)] : []),
  ].join("\n");
}

interface Bars {
  readonly labels: readonly string[];
  /** Values of each series; NaN where there is none. */
  readonly columns: readonly Float64Array[];
  readonly texts: readonly (readonly string[])[];
}

function firstBars({ labels, series }: BarData, most: number, format: TickFormat | undefined): Bars {
  const count = Math.min(labels.length, most);
  const columns = series.map(({ values }) => drawnNumbers(values, count));
  return {
    labels: Array.from({ length: count }, (_, at) => visible(labels[at]!.slice(0, 200))),
    columns,
    texts: valueTexts(columns, format),
  };
}

/** The texts of all values, all with the same decimals. */
function valueTexts(columns: readonly Float64Array[], format: TickFormat | undefined): string[][] {
  const values = columns.flatMap((column) => Array.from(column));
  const texts = format === undefined ? numberTexts(values) : values.map(format);
  const shown = texts.map((text, at) => (Number.isNaN(values[at]!) ? "–" : visible(text)));
  return columns.map((column, at) => shown.slice(at * column.length, (at + 1) * column.length));
}

function barLines({ labels, columns, texts }: Bars, width: number, paint: Paint): string[] {
  const labelWidth = Math.min(Math.floor(width * 0.4), widestOf(labels));
  const textWidest = Math.min(Math.floor(width * 0.3), widestOf(texts.flat()));
  const [low, high] = withZero(extentOf(columns) ?? [0, 0]);
  const room = { low, high, width: width - labelWidth - textWidest - 2 };
  return labels.flatMap((label, at) =>
    columns.map((values, series) => {
      const name = padToWidth(cutToWidth(series === 0 ? label : "", labelWidth), labelWidth);
      const [spaces, bar] = barBlocks(values[at]!, room);
      const gap = bar === "" ? "" : " ";
      return `${name} ${spaces}${paint.series(series, bar)}${gap}${cutToWidth(texts[series]![at]!, textWidest)}`;
    }),
  );
}

function widestOf(texts: readonly string[]): number {
  return texts.reduce((widest, text) => Math.max(widest, textWidth(text)), 1);
}
