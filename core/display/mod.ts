// Tables

// Plans and progress
export { planText, type TreeView } from "./plan-text.ts";
export { type ProgressView, progressLine } from "./progress-line.ts";
export { tableHtml } from "./table-html.ts";
export { type TableTextOptions, tableText } from "./table-text.ts";
export type { ColumnView, TableView } from "./table-view.ts";
