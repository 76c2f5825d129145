// Comma-separated values: import { csv } from "millrace/connectors/csv".
export type { FileLocation, SourceAndSink, TextCompression } from "../files/mod.ts";
export * from "./csv.ts";
export type { CsvOptions } from "./options.ts";
