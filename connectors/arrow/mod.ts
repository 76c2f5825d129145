// Files and streams of Arrow: import { arrow } from "millrace/connectors/arrow".
export type { FileLocation, SourceAndSink } from "../files/mod.ts";
export { arrow } from "./arrow.ts";
export type { Int64As } from "./column-type.ts";
export type { ArrowCompression, ArrowOptions } from "./options.ts";

// Tables in memory of other libraries
export { type FromArrowOptions, fromArrow } from "./from-arrow.ts";
export { type ArqueroTable, type DanfoFrame, fromArquero, fromDanfo } from "./from-frames.ts";
export type { ArrowMemoryTable, MemoryData, MemoryField, MemoryType } from "./memory-table.ts";
export { fromPolars, type Polars, type PolarsFrame, toPolars } from "./polars.ts";
export { toArrow } from "./to-arrow.ts";
export { type Arquero, type Danfo, toArquero, toDanfo } from "./to-frames.ts";
