import {
  checkFileOptions,
  checkMaxRecordBytes,
  type FileLocation,
  locationText,
  type SourceAndSink,
  sourceAndSink,
} from "../files/mod.ts";
import { knownOptions, type TextLine, type TextOptions } from "./options.ts";
import { textSink } from "./sink.ts";
import { textSource } from "./source.ts";

/**
 * Files of plain text: `from(text("logs/*.log"))` reads their lines, `sinkTo(text("out/"))` writes.
 *
 * **Lines** end in a newline, or in a carriage return and one, or (in files that have no newline) in a carriage return; the last
 * may end in nothing. Empty ones are rows as well. A byte-order mark is no part of the first.
 *
 * **Bad records** are lines whose bytes are not UTF-8, or which are longer than `maxRecordBytes`.
 *
 * **Packed files** (gzip, Zstandard; told from their bytes), `watch`, folders that tell columns, and what is written when: as
 * `csv` does it. Rows to be written have a column `line`, or are texts.
 *
 * @param location A path, a pattern or a folder, whose `.txt`, `.log` and `.text` files are then read; or several of these.
 * @example
 * ```ts
 * import { text } from "millrace/connectors/text";
 *
 * const lines = text("logs/*.log");
 * console.log(lines.name); // text(logs/*.log)
 * ```
 */
export function text(location: FileLocation, options: TextOptions = {}): SourceAndSink<TextLine> {
  const where = `text(${locationText(location)})`;
  checkFileOptions(options, knownOptions, where);
  checkMaxRecordBytes(options.maxRecordBytes, where);
  return sourceAndSink(textSource(location, options), textSink(location, options));
}
