// Comma-separated values: import { csv } from "millrace/connectors/csv".
export type {
  Compacted,
  CompactOptions,
  FileLocation,
  JoinableFiles,
  SourceAndSink,
  TextCompression,
} from "../files/mod.ts";
export { compactFiles } from "../files/mod.ts";
export * from "./csv.ts";
export type { CsvOptions } from "./options.ts";
