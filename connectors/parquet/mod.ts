export type { Compacted, CompactOptions, FileLocation, JoinableFiles, SourceAndSink } from "../files/mod.ts";
export { compactFiles } from "../files/mod.ts";
export type { Int64As } from "./leaf-type.ts";
export type { ParquetOptions } from "./options.ts";
export { parquet } from "./parquet.ts";
