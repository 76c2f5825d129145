import { type Color, type Paint, paintFor } from "../paint.ts";
import { cutToWidth, padToWidth, wrapped } from "../text-width.ts";
import { drawnWidth, type Fit, fitColumns, gapWidth } from "./fit-columns.ts";
import { type LaidCell, type LaidColumn, laidColumn } from "./laid-column.ts";
import { type ShownRows, type ShownRowsOptions, shapeText, shownRows, type TableView } from "./table-view.ts";

/** How a table is laid out on a terminal. */
export interface TableTextOptions extends ShownRowsOptions {
  /** Characters in a line. Default 100. */
  readonly width?: number;
  /** Whether types, nulls and the shape are dimmed by terminal codes. Default `"plain"`. */
  readonly color?: Color;
}

/**
 * A table for a terminal: names, types, first and last rows, aligned; the shape below.
 *
 * Numbers of a column have the same decimals, times are in UTC. Text that does not fit is cut with …; columns that do
 * not fit are named below. Control characters are spelled out.
 *
 * @example
 * ```ts
 * import { tableText } from "millrace/display";
 *
 * const city = { name: "city", type: "string", values: ["Kent", "Bend"] };
 * const people = { name: "people", type: "int32", values: [136_588, 99_178] };
 * console.log(tableText({ columns: [city, people], rowCount: 2 }));
 * // city     people
 * // string    int32
 * // ──────  ───────
 * // Kent    136,588
 * // Bend     99,178
 * // 2 rows × 2 columns
 * ```
 */
export function tableText(view: TableView, options: TableTextOptions = {}): string {
  const { width = 100, color = "plain" } = options;
  const paint = paintFor(color);
  const shown = shownRows(view, options);
  const fit = fitColumns(
    view.columns.map((column) => laidColumn(column, shown, width)),
    width,
  );
  const shape = paint.dim(shapeText(view));
  return [...tableLines(fit, shown, paint), ...hiddenLines(fit, width, paint), shape].join("\n");
}

function tableLines(fit: Fit, shown: ShownRows, paint: Paint): string[] {
  if (fit.first.length === 0) return [];
  const line = linePainter(fit);
  const row = (_: number, at: number): string =>
    line((column) => cellText(column.cells[at]!, column, fit.widest, paint), paint.dim("…"));
  const rows = [...shown.head, ...shown.tail].map(row);
  if (shown.hidden > 0) rows.splice(shown.head.length, 0, paint.dim(line((column) => padded("…", column, fit.widest))));
  return [
    line((column) => paint.bold(padded(column.name, column, fit.widest))),
    paint.dim(line((column) => padded(column.type, column, fit.widest))),
    paint.dim(line((column) => "─".repeat(drawnWidth(column, fit.widest)))),
    ...rows,
  ];
}

/** Joins what is drawn of each column, with … where columns are hidden. */
function linePainter({ first, last, hidden }: Fit): (draw: (column: LaidColumn) => string, mark?: string) => string {
  const gap = " ".repeat(gapWidth);
  return (draw, mark = "…") =>
    [...first.map(draw), ...(hidden.length > 0 ? [mark] : []), ...last.map(draw)].join(gap).trimEnd();
}

function cellText({ text, missing }: LaidCell, column: LaidColumn, widest: number, paint: Paint): string {
  const drawn = padded(text, column, widest);
  return missing ? paint.dim(drawn) : drawn;
}

function padded(text: string, column: LaidColumn, widest: number): string {
  const width = drawnWidth(column, widest);
  return padToWidth(cutToWidth(text, width), width, column.align);
}

const mostHiddenLines = 4;

function hiddenLines({ hidden }: Fit, width: number, { dim }: Paint): string[] {
  if (hidden.length === 0) return [];
  const names = hidden.map(({ name }, at) => name + (at < hidden.length - 1 ? "," : ""));
  const words = [`… ${hidden.length} more ${hidden.length === 1 ? "column" : "columns"}:`, ...names];
  const lines = wrapped(words, width).map((line) => cutToWidth(line, width));
  const shown = lines.length > mostHiddenLines ? [...lines.slice(0, mostHiddenLines), "…"] : lines;
  return shown.map(dim);
}
