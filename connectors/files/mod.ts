// What readers and writers of file formats share.

// What files hold: places, columns, types.
export * from "./absent-column.ts";
export * from "./bad-value-text.ts";
export * from "./check-login.ts";
export * from "./check-options.ts";
export * from "./check-schema.ts";
export { type CollectedBatches, collectBatches } from "./collect-batches.ts";
export { type ColumnArray, collectColumns } from "./collect-columns.ts";
export * from "./common-type.ts";
export { type FileFormat, filesSource, type ReadOptions } from "./files-source.ts";
export * from "./half-character.ts";
export * from "./in-order.ts";
export * from "./joined-ranges.ts";
export * from "./joined-table.ts";
export * from "./kernels/integers.ts";
export * from "./kernels/iso-time.ts";
export * from "./later-columns.ts";
export * from "./layout.ts";
export * from "./location.ts";
export * from "./message-format.ts";
export * from "./object-rows.ts";
export * from "./percent.ts";
export * from "./projection.ts";
export * from "./quote-text.ts";
export { exactNumber } from "./exact-number.ts";
export { parseJson } from "./parse-json.ts";
export { pause } from "./pause.ts";
export * from "./remote-call.ts";
export { rowOfValue } from "./row-of-value.ts";
export * from "./server-url.ts";
export * from "./slice-column.ts";
export * from "./source-and-sink.ts";
export { fileTableSource, type FileTable } from "./table-source.ts";
export * from "./unscaled-decimal.ts";
export * from "./xml.ts";

// Text files, as windows of bytes: scans, types of texts, bad records.
export * from "./text/byte-window.ts";
export * from "./text/file-bytes.ts";
export * from "./text/file-splits.ts";
export * from "./text/foreign-file.ts";
export * from "./text/inferred-column.ts";
export * from "./text/kernel-memory.ts";
export * from "./text/line-numbers.ts";
export { longRecord, longRows } from "./text/long-record.ts";
export * from "./text/null-marks.ts";
export * from "./text/range-fill.ts";
export * from "./text/read-text.ts";
export * from "./text/record-reader.ts";
export { recycledMemory } from "./text/recycled-memory.ts";
export * from "./text/text-form.ts";
export * from "./text/text-type.ts";
export * from "./text/type-hints.ts";
export * from "./text/value-text.ts";

// Lines of streams.
export { type FramedLine, lineFrames } from "./lines/line-frames.ts";
export * from "./lines/line-options.ts";
export { type ByteStream, lineReader } from "./lines/line-reader.ts";
export { lineSchema } from "./lines/line-rows.ts";
export { type LineWriter, lineWriter } from "./lines/line-writer.ts";

// Files that get their names when they are whole.
export * from "./writing/byte-output.ts";
export * from "./writing/part-file-sink.ts";
export { packedFormat, type TextCompression } from "./writing/packed-parts.ts";
export type { PartFormat, PartOutput, PartPlace } from "./writing/part-format.ts";
export type { PartitionBy } from "./writing/partition.ts";
export {
  joinSettled,
  Outgrown,
  seenTypes,
  type SettledEncoder,
  type SettledFormat,
  settlingOutput,
} from "./writing/settling-output.ts";
export { type PartEncoder, type TextFormat, textParts } from "./writing/text-parts.ts";
export type { WriteOptions } from "./writing/write-options.ts";

// Places that files come to.
export type { WatchOptions } from "./watching/watch-options.ts";

// Small files that become larger ones.
export {
  type Compacted,
  type CompactOptions,
  compactFiles,
  type JoinableFiles,
  type JoinFormat,
} from "./compaction/compact-files.ts";
export { joinTexts } from "./compaction/join-texts.ts";
