import { escapeHtml } from "./escape.ts";
import { factsOf, type ProgressView, shareDone } from "./progress-line.ts";

/**
 * How far something is, as HTML without script: a bar where the total is known, then rows, bytes, rate and time left.
 *
 * @example
 * ```ts
 * import { progressHtml } from "millrace/display";
 *
 * const html = progressHtml({ rows: 500, totalRows: 2000, elapsedMs: 1000, width: 80 });
 * console.log(html.startsWith("<progress")); // true
 * ```
 */
export function progressHtml(progress: ProgressView): string {
  const share = shareDone(progress);
  const facts = `<span style="font-variant-numeric:tabular-nums">${escapeHtml(factsOf(progress, share))}</span> `;
  if (share === undefined) return facts;
  const bar = `<progress value="${share.toFixed(4)}" max="1" style="width:20em;vertical-align:middle"></progress>`;
  return `${bar} ${Math.floor(share * 100)} % · ${facts}`;
}
