// Comma-separated values: import { csv } from "millrace/connectors/csv".
export type { FileLocation, SourceAndSink } from "../files/mod.ts";
export * from "./csv.ts";
export type { CsvOptions } from "./options.ts";
