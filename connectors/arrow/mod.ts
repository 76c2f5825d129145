// Files and streams of Arrow: import { arrow } from "millrace/connectors/arrow".
export type { FileLocation, SourceAndSink } from "../files/mod.ts";
export { arrow } from "./arrow.ts";
export type { Int64As } from "./column-type.ts";
export type { ArrowCompression, ArrowOptions } from "./options.ts";
