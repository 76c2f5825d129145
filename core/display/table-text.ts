import { cellText, isNumeric } from "./cell.ts";
import { visible } from "./escape.ts";
import { type ColumnView, type ShownRows, shapeText, shownRows, type TableView } from "./table-view.ts";
import { cutToWidth, padToWidth, textWidth } from "./text-width.ts";

export interface TableTextOptions {
  /** Characters in a line. Default 100. */
  readonly width?: number;
  /** First and last rows shown at most. Default 10 and 5. */
  readonly head?: number;
  readonly tail?: number;
  /** Whether types, nulls and the shape are dimmed by terminal codes. Default `"plain"`. */
  readonly color?: "plain" | "terminal";
}

const widestColumn = 40;

/**
 * A table for a terminal: names, types, head and tail, aligned; the shape below.
 *
 * @example
 * ```ts
 * import { tableText } from "millrace/display";
 * const view = { columns: [{ name: "city", type: "string", values: ["Kent", "Bend"] }], rowCount: 2 };
 * console.log(tableText(view));
 * ```
 */
export function tableText(view: TableView, options: TableTextOptions = {}): string {
  const { width = 100, head = 10, tail = 5, color = "plain" } = options;
  const dim = color === "terminal" ? (text: string) => `\u001b[2m${text}\u001b[22m` : (text: string) => text;
  const shown = shownRows(view, head, tail);
  const laid = view.columns.map((column) => layColumn(column, shown));
  const fitting = fittingColumns(laid, width);
  const lines = tableLines(fitting, shown, dim);
  const hidden = view.columns.slice(fitting.length).map(({ name }) => visible(name));
  if (hidden.length > 0) lines.push(dim(cutToWidth(`… ${hidden.length} more: ${hidden.join(", ")}`, width)));
  lines.push(dim(shapeText(view)));
  return lines.join("\n");
}

interface LaidColumn {
  readonly name: string;
  readonly type: string;
  readonly align: "left" | "right";
  readonly head: readonly string[];
  readonly tail: readonly string[];
  readonly width: number;
}

function layColumn({ name, type, values }: ColumnView, { head, tail }: ShownRows): LaidColumn {
  const texts = (rows: readonly number[]): string[] =>
    rows.map((row) => cutToWidth(cellText(values[row], type), widestColumn));
  const [heads, tails] = [texts(head), texts(tail)];
  const shownName = cutToWidth(visible(name), widestColumn);
  const shownType = cutToWidth(visible(type), widestColumn);
  const width = [shownName, shownType, ...heads, ...tails].reduce(
    (widest, text) => Math.max(widest, textWidth(text)),
    1,
  );
  return {
    name: shownName,
    type: shownType,
    align: isNumeric(type) ? "right" : "left",
    head: heads,
    tail: tails,
    width,
  };
}

const gap = "  ";

/** As many columns as fit; at least one. */
function fittingColumns(columns: readonly LaidColumn[], width: number): readonly LaidColumn[] {
  let used = -gap.length;
  const at = columns.findIndex((column) => {
    used += column.width + gap.length;
    return used > width;
  });
  return at < 0 ? columns : columns.slice(0, Math.max(1, at));
}

function tableLines(columns: readonly LaidColumn[], shown: ShownRows, dim: (text: string) => string): string[] {
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => padToWidth(cell, columns[at]!.width, columns[at]!.align))
      .join(gap)
      .trimEnd();
  const body = (part: "head" | "tail"): string[] =>
    shown[part].map((_, row) => line(columns.map((column) => column[part][row]!)));
  if (columns.length === 0) return [];
  return [
    line(columns.map(({ name }) => name)),
    dim(line(columns.map(({ type }) => type))),
    dim(columns.map(({ width }) => "─".repeat(width)).join(gap)),
    ...body("head"),
    ...(shown.hidden > 0 ? [dim(line(columns.map(() => "…")))] : []),
    ...body("tail"),
  ];
}
