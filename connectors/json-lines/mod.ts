// One JSON object a line: import { jsonLines } from "millrace/connectors/json-lines".
export type {
  Compacted,
  CompactOptions,
  FileLocation,
  JoinableFiles,
  SourceAndSink,
  TextCompression,
} from "../files/mod.ts";
export { compactFiles } from "../files/mod.ts";
export * from "./json-lines.ts";
export type { JsonLinesOptions } from "./options.ts";
