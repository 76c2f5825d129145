// Comma-separated values: import { csv } from "millrace/connectors/csv".
export * from "./csv.ts";
export type { CsvOptions } from "./options.ts";
