// What a connector needs: the source and sink contracts, the file-system contract, and the data they carry.
export * from "../data/batch.ts";
export * from "../data/column.ts";
export { compact, keep } from "../data/compact.ts";
export * from "../data/data-type.ts";
export * from "../data/dictionary.ts";
export { nestedValue } from "../data/nested-value.ts";
export { neverRight } from "../data/never-right.ts";
export * from "../data/options.ts";
export * from "../data/schema.ts";
export * from "../data/typed-column.ts";
export { notVector, vectorColumn } from "../data/vectors.ts";
export * from "../data/web-types.ts";
export { isAbandoned, writerMark } from "./abandoned-files.ts";
export * from "./file-system.ts";
export * from "./local-files.ts";
export * from "./packed-file.ts";
export * from "./sink.ts";
export * from "./source.ts";
