import { type BarData, type BarGroups, barGroups, hiddenBarsText } from "../chart/bar-data.ts";
import { visible } from "../escape.ts";
import { extentOf, withZero } from "../scale/extent.ts";
import { valueText } from "../scale/tick-text.ts";
import { cutToWidth, padToWidth, textWidth } from "../text-width.ts";
import { barDrawer } from "./bar-text.ts";
import { namesLine } from "./names-line.ts";
import { bold, dimmed, inSeriesColor, type TextColor } from "./paint.ts";
import { characters } from "./text-size.ts";

export interface BarChartTextOptions {
  readonly title?: string;
  /** Characters in a line, at least 20. Default 80. */
  readonly width?: number;
  /** Bars shown at most; below is said how many more there are. Default 40. */
  readonly most?: number;
  /** The text of a value. */
  readonly format?: (value: number) => string;
  /** Default `"plain"`. */
  readonly color?: TextColor;
}

/**
 * Lying bars for a terminal: labels at the left, values at the end. Bars begin at zero, those below it go to the left.
 *
 * @param options Sizes in characters.
 * @example
 * ```ts
 * import { barChartText } from "millrace/display";
 * console.log(barChartText({ labels: ["ORD", "SFO"], values: [18.5, 12] }, { title: "Delay, minutes", width: 60 }));
 * ```
 */
export function barChartText(data: BarData, options: BarChartTextOptions = {}): string {
  const { title, format = valueText, color = "plain" } = options;
  const width = characters(options.width, 80, 20);
  const groups = barGroups(data, characters(options.most, 40, 1));
  const lines = title === undefined ? [] : [bold(cutToWidth(visible(title), width), color)];
  if (groups.series.length > 1)
    lines.push(
      namesLine(
        groups.series.map(({ name }) => name),
        width,
        color,
      ),
    );
  if (groups.labels.length === 0) lines.push(dimmed("no data", color));
  else lines.push(...barLines(groups, width, format, color));
  if (groups.hidden > 0) lines.push(dimmed(hiddenBarsText(groups.hidden), color));
  return lines.join("\n");
}

function barLines(
  { labels, series }: BarGroups,
  width: number,
  format: (value: number) => string,
  color: TextColor,
): string[] {
  const texts = series.map(({ values }) => Array.from(values, (value) => textOf(value, format)));
  const labelWidth = Math.min(Math.floor(width * 0.4), widestOf(labels));
  const valueWidth = Math.min(Math.floor(width * 0.3), widestOf(texts.flat()));
  const extent = withZero(extentOf(series.map(({ values }) => values)) ?? { from: 0, to: 0 });
  const draw = barDrawer(extent, Math.max(1, width - labelWidth - valueWidth - 2));
  return labels.flatMap((label, at) =>
    series.map(({ values }, which) => {
      const name = padToWidth(cutToWidth(which === 0 ? label : "", labelWidth), labelWidth);
      const { space, bar } = draw(values[at]!);
      const text = cutToWidth(texts[which]![at]!, valueWidth);
      return `${name} ${space}${inSeriesColor(bar, which, color)}${bar === "" ? "" : " "}${text}`;
    }),
  );
}

function textOf(value: number, format: (value: number) => string): string {
  return Number.isNaN(value) ? "–" : visible(format(value));
}

function widestOf(texts: readonly string[]): number {
  return texts.reduce((widest, text) => Math.max(widest, textWidth(text)), 0);
}
