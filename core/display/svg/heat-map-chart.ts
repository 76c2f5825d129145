import type { TickFormat } from "../axis/axis.ts";
import type { Grid } from "../chart-data.ts";
import { inkOn, type RampKind, rampColor } from "../color-ramp.ts";
import { visible } from "../escape.ts";
import { type GridShares, gridShares } from "../grid-shares.ts";
import { shortText } from "../number-text.ts";
import { type ChartOptions, defaultWidth } from "./chart-options.ts";
import { element, textElement, tooltip } from "./element.ts";
import { header, padding } from "./header.ts";
import { picture } from "./picture.ts";
import { labelGap, type PlotBox } from "./plot-box.ts";
import { rampLegend } from "./ramp-legend.ts";
import { cutToPixels, pixelWidth } from "./text-size.ts";

/** How a grid is drawn. */
export interface HeatMapOptions extends ChartOptions {
  /** `"sequential"` from least to greatest (the default), or `"diverging"` from blue over grey at zero to red. */
  readonly colors?: RampKind;
  /** Text of a value. Default digits. */
  readonly format?: TickFormat;
}

/**
 * A matrix of values as an SVG picture of colored cells. Cells large enough hold their value too.
 *
 * @example
 * ```ts
 * import { heatMapChart } from "millrace/display";
 *
 * const svg = heatMapChart({ rows: ["Mon", "Tue"], columns: ["am", "pm"], values: [[4, 9], [6, null]] });
 * console.log(svg.startsWith("<svg")); // true
 * ```
 */
export function heatMapChart(grid: Grid, options: HeatMapOptions = {}): string {
  const { title, subtitle, width = defaultWidth, colors = "sequential", format = shortText } = options;
  const shares = gridShares(grid, colors);
  const head = header({ title, subtitle, names: [], width });
  const rows = Array.from(grid.rows, (label) => cutToPixels(visible(label), 160));
  const left = padding + rows.reduce((most, label) => Math.max(most, pixelWidth(label)), 0) + labelGap;
  const legend = rampLegend(shares, { kind: colors, format, left, top: head.height });
  const top = head.height + 30;
  const height = options.height ?? top + rows.length * cellHeight(rows.length) + 22 + padding;
  const box = { left, right: width - padding, top, bottom: height - padding - 22 };
  const cells = cellsMarkup({ ...grid, rows }, shares, box, { colors, format });
  return picture(title ?? "heat map", width, height, head.markup + legend + labels(rows, grid.columns, box) + cells);
}

function cellHeight(rows: number): number {
  return Math.min(32, Math.max(6, 480 / Math.max(1, rows)));
}

function labels(rows: readonly string[], columns: ArrayLike<string>, box: PlotBox): string {
  const { left, right, top, bottom } = box;
  const [width, height] = [(right - left) / columns.length, (bottom - top) / rows.length];
  const everyRow = Math.max(1, Math.ceil(13 / height));
  const names = Array.from(columns, (label) => cutToPixels(visible(label), 90));
  const widest = names.reduce((most, name) => Math.max(most, pixelWidth(name)), 0);
  const everyColumn = Math.max(1, Math.ceil((widest + labelGap) / width));
  const rowTexts = rows.map((label, at) =>
    at % everyRow > 0
      ? ""
      : textElement(
          { class: "mr-label", x: left - labelGap, y: top + (at + 0.5) * height + 4, "text-anchor": "end" },
          label,
        ),
  );
  const columnTexts = names.map((label, at) =>
    at % everyColumn > 0
      ? ""
      : textElement(
          { class: "mr-label", x: left + (at + 0.5) * width, y: bottom + 16, "text-anchor": "middle" },
          label,
        ),
  );
  return rowTexts.join("") + columnTexts.join("");
}

function cellsMarkup(
  { rows, columns }: Grid,
  { values, share }: GridShares,
  { left, right, top, bottom }: PlotBox,
  { colors, format }: { readonly colors: RampKind; readonly format: TickFormat },
): string {
  const [width, height] = [(right - left) / columns.length, (bottom - top) / rows.length];
  const gap = width > 12 && height > 12 ? 1.5 : 0;
  return values
    .flatMap((row, rowAt) =>
      Array.from(row, (value, columnAt) => {
        const [x, y] = [left + columnAt * width, top + rowAt * height];
        const missing = Number.isNaN(value);
        const text = missing ? "no value" : format(value);
        const rectangle = { x, y, width: width - gap, height: height - gap, rx: gap };
        const color = missing ? { class: "mr-empty" } : { class: "mr-cell", fill: rampColor(colors, share(value)) };
        const cell = element(
          "rect",
          { ...rectangle, ...color },
          tooltip(`${rows[rowAt]} · ${columns[columnAt]} · ${text}`),
        );
        if (missing || height < 18 || pixelWidth(text) + 6 > width) return cell;
        const place = { x: x + (width - gap) / 2, y: y + (height - gap) / 2 + 4, "text-anchor": "middle" };
        // The number must not take the pointer from the cell.
        return cell + textElement({ ...place, fill: inkOn(colors, share(value)), "pointer-events": "none" }, text);
      }),
    )
    .join("");
}
