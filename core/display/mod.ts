// Tables
export { chartBundle, type MimeBundle, mimeBundle } from "./mime-bundle.ts";
// Plans and progress
export { planText, type TreeView } from "./plan-text.ts";
export { type ProgressView, progressLine } from "./progress-line.ts";
export { tableHtml } from "./table/table-html.ts";
export { type TableTextOptions, tableText } from "./table/table-text.ts";
export type { ColumnView, TableView } from "./table/table-view.ts";
