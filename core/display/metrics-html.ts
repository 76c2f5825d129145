import { escapeHtml } from "./escape.ts";
import { headText, type MetricsTextView, metricsCells, metricsColumns } from "./metrics-text.ts";

/**
 * The metrics of a run as HTML without script: a row a step, and how long it has been up above them.
 *
 * @param view What `run.metrics.snapshot()` gives.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { metricsHtml } from "millrace/display";
 * const { metrics } = await from([1, 2, 3]).discard().run();
 * console.log(metricsHtml(metrics.snapshot()).startsWith("<table")); // true
 * ```
 */
export function metricsHtml(view: MetricsTextView): string {
  const cell = (tag: string, text: string, at: number): string =>
    `<${tag} style="text-align:${metricsColumns[at]![1]};padding:.15em .8em">${escapeHtml(text)}</${tag}>`;
  const head = metricsColumns.map(([name], at) => cell("th", name, at)).join("");
  const rows = metricsCells(view).map((cells) => `<tr>${cells.map((text, at) => cell("td", text, at)).join("")}</tr>`);
  return (
    `<table style="border-collapse:collapse;font-variant-numeric:tabular-nums;line-height:1.5">` +
    `<caption style="text-align:left;padding:.3em .8em;opacity:.65">${escapeHtml(headText(view))}</caption>` +
    `<thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`
  );
}
