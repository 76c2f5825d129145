import type { TickFormat } from "../axis/axis.ts";
import type { Grid } from "../chart-data.ts";
import { type RampKind, rampRgb } from "../color-ramp.ts";
import { visible } from "../escape.ts";
import { type GridShares, gridShares } from "../grid-shares.ts";
import { numberText } from "../number-text.ts";
import { type Color, paintFor } from "../paint.ts";
import { cutToWidth, padToWidth, textWidth } from "../text-width.ts";
import { headLines } from "./head-lines.ts";
import { characters, defaultWidth, leastWidth, type TextChartOptions } from "./text-options.ts";

export interface HeatMapTextOptions extends TextChartOptions {
  /** `"sequential"` from least to greatest (the default), or `"diverging"` from blue over grey at zero to red. */
  readonly colors?: RampKind;
  /** Text of a value. Default digits. */
  readonly format?: TickFormat;
}

/**
 * A matrix of values for a terminal: cells shaded by ░▒▓█, or colored. A missing value is `·`; columns that do not fit
 * are left out.
 *
 * @param options Sizes in characters.
 * @example
 * ```ts
 * import { heatMapText } from "millrace/display";
 *
 * console.log(heatMapText({ rows: ["Mon", "Tue"], columns: ["am", "pm"], values: [[4, 9], [6, null]] }));
 * ```
 */
export function heatMapText(grid: Grid, options: HeatMapTextOptions = {}): string {
  const { title, colors = "sequential", color = "plain", format = numberText } = options;
  const width = characters(options.width, defaultWidth, leastWidth);
  const paint = paintFor(color);
  const head = headLines({ title, names: [] }, width, paint);
  const shares = gridShares(grid, colors);
  if (!shares.values.some((row) => row.some((value) => !Number.isNaN(value)))) return [...head, paint.dim("no data")].join("\n");
  const rows = Array.from(grid.rows, (label) => visible(label.slice(0, 200)));
  const margin = Math.min(Math.floor(width / 3), widestOf(rows));
  const layout = layColumns(grid, width - margin - 1);
  const cell = cellDrawer(shares, layout.cell, colors, color);
  const lines = rows.map((label, at) => {
    const cells = Array.from(shares.values[at]!.subarray(0, layout.shown), cell);
    return `${padToWidth(cutToWidth(label, margin), margin)} ${cells.join("")}`.trimEnd();
  });
  const hidden = grid.columns.length - layout.shown;
  return [
    ...head,
    paint.dim(`${" ".repeat(margin + 1)}${layout.names}`.trimEnd()),
    ...lines,
    keyLine(shares, { colors, color, format, margin, width }),
    ...(hidden > 0 ? [paint.dim(`… ${hidden.toLocaleString("en-US")} more ${hidden === 1 ? "column" : "columns"}`)] : []),
  ].join("\n");
}
