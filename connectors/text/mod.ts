// Plain text, line by line: import { text } from "millrace/connectors/text".
export type { FileLocation, SourceAndSink, TextCompression } from "../files/mod.ts";
export type { TextLine, TextOptions } from "./options.ts";
export { text } from "./text.ts";
