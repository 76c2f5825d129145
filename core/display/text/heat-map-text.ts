import type { TickFormat } from "../axis/axis.ts";
import type { Grid } from "../chart-data.ts";
import type { RampKind } from "../color-ramp.ts";
import { visible } from "../escape.ts";
import { type GridShares, gridShares } from "../grid-shares.ts";
import { numberText } from "../number-text.ts";
import { paintFor } from "../paint.ts";
import { cutToWidth, padToWidth, textWidth } from "../text-width.ts";
import { headLines } from "./head-lines.ts";
import { heatCell, heatKey } from "./heat-cells.ts";
import { heatColumns } from "./heat-columns.ts";
import { chartWidth, type TextChartOptions } from "./text-chart-options.ts";

export interface HeatMapTextOptions extends TextChartOptions {
  /** `"sequential"` from least to greatest (the default), or `"diverging"` from blue over grey at zero to red. */
  readonly colors?: RampKind;
  /** Text of a value. Default digits. */
  readonly format?: TickFormat;
}

/**
 * A matrix of values for a terminal: cells shaded by ░▒▓█, or colored. A missing value is `·`; columns that have no
 * room are left out, and counted below.
 *
 * @param options Width in characters.
 * @example
 * ```ts
 * import { heatMapText } from "millrace/display";
 *
 * console.log(heatMapText({ rows: ["Mon", "Tue"], columns: ["am", "pm"], values: [[4, 9], [6, null]] }));
 * ```
 */
export function heatMapText(grid: Grid, options: HeatMapTextOptions = {}): string {
  const { title, colors = "sequential", color = "plain", format = numberText } = options;
  const [width, paint] = [chartWidth(options), paintFor(color)];
  const shares = gridShares(grid, colors);
  const head = headLines({ title, names: [] }, width, paint);
  if (!hasValue(shares)) return [...head, paint.dim("no data")].join("\n");
  const names = rowNames(grid.rows, Math.floor(width / 3));
  const margin = " ".repeat(textWidth(names[0]!) + 1);
  const columns = heatColumns(grid.columns, width - margin.length);
  const look = { colors, color };
  const hidden = grid.columns.length - columns.count;
  return [
    ...head,
    paint.dim((margin + columns.header).trimEnd()),
    ...names.map((name, row) => {
      const values = shares.values[row]!.subarray(0, columns.count);
      return `${name} ${Array.from(values, (value) => heatCell(shares.share(value), look, columns.width)).join("")}`;
    }),
    `${margin}${heatKey(shares, look, format, width - margin.length)}`,
    ...(hidden > 0 ? [paint.dim(cutToWidth(hiddenText(hidden), width))] : []),
  ].join("\n");
}

function hiddenText(hidden: number): string {
  return `… ${hidden.toLocaleString("en-US")} more ${hidden === 1 ? "column" : "columns"}`;
}

function hasValue({ values }: GridShares): boolean {
  return values.some((row) => row.some((value) => !Number.isNaN(value)));
}

/** The labels of the rows, all equally wide. */
function rowNames(labels: ArrayLike<string>, widest: number): string[] {
  const names = Array.from(labels, (label) => cutToWidth(visible(label.slice(0, 200)), widest));
  const width = names.reduce((most, name) => Math.max(most, textWidth(name)), 1);
  return names.map((name) => padToWidth(name, width));
}
