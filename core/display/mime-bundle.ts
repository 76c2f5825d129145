import { type DataResource, dataResource } from "./table/data-resource.ts";
import { sortableTableHtml } from "./table/sortable-html.ts";
import { tableText } from "./table/table-text.ts";
import type { ShownRowsOptions, TableView } from "./table/table-view.ts";

/** One thing in several media types; a notebook shows the richest that it knows. */
export interface MimeBundle {
  readonly "text/plain": string;
  readonly "text/html": string;
  readonly "application/vnd.dataresource+json"?: DataResource;
}

/**
 * A table for a notebook, as what its `Symbol.for("Jupyter.display")` method returns: a click on a column's name sorts the rows shown.
 *
 * @example
 * ```ts
 * import { mimeBundle } from "millrace/display";
 *
 * const bundle = mimeBundle({ columns: [{ name: "n", type: "int32", values: [1] }], rowCount: 1 });
 * console.log(Object.keys(bundle)); // ["text/plain", "text/html", "application/vnd.dataresource+json"]
 * ```
 */
export function mimeBundle(view: TableView, options: ShownRowsOptions = {}): MimeBundle {
  return {
    "text/plain": tableText(view, options),
    "text/html": sortableTableHtml(view, options),
    "application/vnd.dataresource+json": dataResource(view, options),
  };
}

/**
 * A chart for a notebook: its picture, and its text where no picture can be shown.
 *
 * @param svg What a function such as `lineChart` returned; it goes into the page as it is.
 * @example
 * ```ts
 * import { chartBundle, lineChart, lineText } from "millrace/display";
 *
 * const delays = [{ name: "delay", x: [1, 2, 3], y: [4, 9, 5] }];
 * const bundle = chartBundle(lineChart(delays), lineText(delays));
 * console.log(Object.keys(bundle)); // ["text/plain", "text/html"]
 * ```
 */
export function chartBundle(svg: string, text: string): MimeBundle {
  return { "text/plain": text, "text/html": svg };
}
