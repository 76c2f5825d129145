import { escapeHtml } from "../core/display/mod.ts";

/** Markup of a table: a heading, and cells that are markup already. The first cell of a row names it. */
export function table(caption: string, head: readonly Column[], rows: readonly (readonly string[])[]): string {
  const names = head.map(({ name, align }) => `<th scope="col"${classOf(align)}>${escapeHtml(name)}</th>`).join("");
  const lines = rows.map((row) => {
    const cells = row.map((cell, at) => {
      const { align } = head[at]!;
      return at === 0 ? `<th scope="row">${cell}</th>` : `<td${classOf(align)}>${cell}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<table><caption>${escapeHtml(caption)}</caption><thead><tr>${names}</tr></thead><tbody>${lines.join("")}</tbody></table>`;
}

export interface Column {
  readonly name: string;
  readonly align?: "left" | "right";
}

/** Columns by name; those that begin with `>` have their numbers on the right. */
export function columns(...names: readonly string[]): Column[] {
  return names.map((name) => (name.startsWith(">") ? { name: name.slice(1), align: "right" } : { name }));
}

function classOf(align: Column["align"]): string {
  return align === "right" ? ' class="number"' : "";
}

/** A part of the page that is shown anew by its id. */
export function section(id: string, heading: string | undefined, body: string): string {
  const title = heading === undefined ? "" : `<h2 id="${id}-title">${escapeHtml(heading)}</h2>`;
  const named = heading === undefined ? "" : ` aria-labelledby="${id}-title"`;
  return `<section id="${id}"${named}>${title}${body}</section>`;
}

export function paragraph(text: string, className?: string): string {
  return `<p${className === undefined ? "" : ` class="${className}"`}>${escapeHtml(text)}</p>`;
}

/** Date and time of day, UTC, to the second. */
export function timeText(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? String(timeMs) : date.toISOString().slice(0, 19).replace("T", " ");
}

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
