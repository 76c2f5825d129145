import type { Extent } from "../scale/extent.ts";
import { valueText } from "../scale/tick-text.ts";
import { heatLevels, heatStyle } from "./heat-colors.ts";
import { type HeatGrid, type HeatMapData, heatGrid, heatShare } from "./heat-grid.ts";
import { type Legend, namesLegend } from "./legend.ts";
import { axisOptions, type ChartOptions, sizeOf } from "./options.ts";
import { type Area, bandTicks, plotSvg } from "./plot.ts";
import { styleSheet } from "./style.ts";
import { px, textPx, textSvg, titleSvg } from "./svg.ts";

export interface HeatMapOptions extends ChartOptions {
  /** The text of a value. */
  readonly format?: (value: number) => string;
}

/**
 * A coloured cell for every row and column, as SVG. Colours rise from the least to the largest value; where there are
 * values on both sides of zero, two colours part at zero. A missing value leaves its cell empty.
 *
 * @param options Sizes in pixels.
 * @example
 * ```ts
 * import { heatMap } from "millrace/display";
 * const data = { rows: ["Mon", "Tue"], columns: ["06:00", "07:00"], values: [[3, 8], [5, null]] };
 * console.log(heatMap(data, { title: "Delay, minutes" }).startsWith("<svg")); // true
 * ```
 */
export function heatMap(data: HeatMapData, options: HeatMapOptions = {}): string {
  const grid = heatGrid(data, { rows: 300, columns: 600 });
  const size = sizeOf(options, Math.min(900, Math.max(180, 120 + grid.rows.length * 22)));
  const text = options.format ?? valueText;
  const { extent } = grid;
  return plotSvg({
    kind: "heat map",
    title: options.title,
    ...size,
    legend: extent === undefined ? namesLegend([]) : (left, top) => colorKey(extent, left, top, text),
    x: { label: axisOptions(options.x).label, ticks: bandTicks(grid.columns), lines: "none" },
    y: {
      label: axisOptions(options.y).label,
      ticks: bandTicks(grid.rows).map((tick) => ({ ...tick, at: 1 - tick.at })),
      lines: "none",
    },
    style: styleSheet((mode) => heatStyle(grid.kind, mode)),
    marks: extent === undefined ? undefined : (area) => cellsSvg(grid, extent, area, text),
  });
}

const mostTitles = 4000;

function cellsSvg(
  { rows, columns, values }: HeatGrid,
  extent: Extent,
  area: Area,
  text: (value: number) => string,
): string {
  const width = (area.right - area.left) / columns.length;
  const height = (area.bottom - area.top) / rows.length;
  // A seam between cells, where they are large enough to have one.
  const [seamX, seamY] = [width > 6 ? 1 : 0, height > 6 ? 1 : 0];
  const isTitled = rows.length * columns.length <= mostTitles;
  const cells = values.flatMap((list, row) =>
    Array.from(list, (value, column) => {
      const share = heatShare(value, extent);
      if (Number.isNaN(share)) return "";
      const place = `x="${px(area.left + column * width)}" y="${px(area.top + row * height)}"`;
      const size = `width="${px(width - seamX)}" height="${px(height - seamY)}"`;
      const level = Math.round(share * (heatLevels - 1));
      const title = isTitled ? titleSvg(`${rows[row]} · ${columns[column]}: ${text(value)}`) : "";
      return `<rect ${place} ${size} class="h${level}">${title}</rect>`;
    }),
  );
  return cells.join("");
}

/** A strip of all colours between what its ends mean. */
function colorKey({ from, to }: Extent, left: number, top: number, text: (value: number) => string): Legend {
  const low = text(from);
  const start = left + textPx(low) + 6;
  const strip = Array.from(
    { length: heatLevels },
    (_, level) => `<rect x="${px(start + level * 6)}" y="${px(top + 3)}" width="6" height="11" class="h${level}"/>`,
  );
  const svg =
    textSvg(low, { x: left, y: top + 13 }) +
    strip.join("") +
    textSvg(text(to), { x: start + heatLevels * 6 + 6, y: top + 13 });
  return { svg, height: 24 };
}
