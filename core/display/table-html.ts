import { cellText, isNumeric } from "./cell.ts";
import { escapeHtml } from "./escape.ts";
import { shapeText, shownRows, type TableView } from "./table-view.ts";

/**
 * A table as HTML without script: names, types, head and tail. Everything is escaped; colours follow the page.
 *
 * @example
 * ```ts
 * import { tableHtml } from "millrace/display";
 * const html = tableHtml({ columns: [{ name: "n", type: "int32", values: [1] }], rowCount: 1 });
 * console.log(html.startsWith("<table")); // true
 * ```
 */
export function tableHtml(view: TableView, options: { readonly head?: number; readonly tail?: number } = {}): string {
  const shown = shownRows(view, options.head ?? 10, options.tail ?? 5);
  const rows = [
    ...shown.head.map((row) => rowHtml(view, row)),
    ...(shown.hidden > 0 ? [hiddenHtml(view)] : []),
    ...shown.tail.map((row) => rowHtml(view, row)),
  ];
  const names = view.columns.map(
    ({ name, type }) =>
      `<th style="text-align:${alignOf(type)}">${escapeHtml(name)}<br><small style="opacity:.6;font-weight:normal">${escapeHtml(type)}</small></th>`,
  );
  return (
    `<table style="border-collapse:collapse;font-variant-numeric:tabular-nums"><thead><tr>${names.join("")}</tr></thead>` +
    `<tbody>${rows.join("")}</tbody><caption style="caption-side:bottom;text-align:left;opacity:.6">${shapeText(view)}</caption></table>`
  );
}

function rowHtml({ columns }: TableView, row: number): string {
  const cells = columns.map(({ values, type }) => {
    const value = values[row];
    const text = escapeHtml(cellText(value, type));
    return `<td style="text-align:${alignOf(type)};padding:0 .6em">${value === null || value === undefined ? `<span style="opacity:.4">${text}</span>` : text}</td>`;
  });
  return `<tr>${cells.join("")}</tr>`;
}

function hiddenHtml({ columns }: TableView): string {
  return `<tr>${columns.map(({ type }) => `<td style="text-align:${alignOf(type)};opacity:.4">…</td>`).join("")}</tr>`;
}

function alignOf(type: string): string {
  return isNumeric(type) ? "right" : "left";
}
