import { escapeHtml } from "../escape.ts";
import { type LaidColumn, laidColumn } from "./laid-column.ts";
import { type ShownRows, type ShownRowsOptions, shapeText, shownRows, type TableView } from "./table-view.ts";

/** Characters of a cell; the rest of a long text is cut. */
const widestCell = 200;

/**
 * A table as HTML without script: names, types, first and last rows, the shape below. Everything is escaped; colors
 * follow the page that it stands in.
 *
 * @example
 * ```ts
 * import { tableHtml } from "millrace/display";
 *
 * const html = tableHtml({ columns: [{ name: "n", type: "int32", values: [1] }], rowCount: 1 });
 * console.log(html.startsWith("<table")); // true
 * ```
 */
export function tableHtml(view: TableView, options: ShownRowsOptions = {}): string {
  return tableMarkup(view, shownRows(view, options));
}

/** @param attributes What else stands on the header of each column. */
export function tableMarkup(view: TableView, shown: ShownRows, attributes: readonly string[] = []): string {
  const columns = view.columns.map((column) => laidColumn(column, shown, widestCell));
  const rows = [...shown.head, ...shown.tail].map((_, at) => rowHtml(columns, at));
  if (shown.hidden > 0) rows.splice(shown.head.length, 0, hiddenRowHtml(columns));
  return (
    `<table style="border-collapse:collapse;font-variant-numeric:tabular-nums;line-height:1.5">` +
    `<caption style="caption-side:bottom;text-align:left;padding:.5em .8em;opacity:.65">${shapeText(view)}</caption>` +
    `<thead><tr>${columns.map((column, at) => headerHtml(column, attributes[at] ?? "")).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`
  );
}

// Styles stand on the elements, because notebooks strip style sheets; greys are see-through, to suit light and dark.
const line = "border-bottom:1px solid rgba(128,128,128,.25)";

function headerHtml({ name, type, align, nulls }: LaidColumn, attributes: string): string {
  const absent = nulls > 0 ? ` · ${nulls.toLocaleString("en-US")} null${nulls === 1 ? "" : "s"}` : "";
  return (
    `<th${attributes} style="text-align:${align};padding:.3em .8em;border-bottom:1px solid rgba(128,128,128,.7)">` +
    `${escapeHtml(name)}<br><small style="font-weight:normal;opacity:.65">${escapeHtml(type)}${absent}</small></th>`
  );
}

function rowHtml(columns: readonly LaidColumn[], row: number): string {
  const cells = columns.map(({ cells, align }) => {
    const { text, missing } = cells[row]!;
    return cellHtml(escapeHtml(text), align, missing ? "opacity:.4" : "");
  });
  return `<tr>${cells.join("")}</tr>`;
}

function hiddenRowHtml(columns: readonly LaidColumn[]): string {
  return `<tr data-hidden>${columns.map(({ align }) => cellHtml("…", align, "opacity:.4")).join("")}</tr>`;
}

function cellHtml(html: string, align: "left" | "right", style: string): string {
  return `<td style="text-align:${align};padding:.15em .8em;${line};${style}">${html}</td>`;
}
