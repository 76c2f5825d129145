// What readers and writers of file formats share.

export * from "./absent-column.ts";
export * from "./byte-output.ts";
export * from "./byte-window.ts";
export * from "./check-options.ts";
export * from "./check-schema.ts";
export { type CollectedBatches, collectBatches } from "./collect-batches.ts";
export { type ColumnArray, collectColumns } from "./collect-columns.ts";
export * from "./common-type.ts";
export {
  type Compacted,
  type CompactOptions,
  compactFiles,
  type JoinableFiles,
  type JoinFormat,
} from "./compact-files.ts";
export * from "./file-bytes.ts";
export * from "./file-splits.ts";
export { type FileFormat, filesSource, type ReadOptions } from "./files-source.ts";
export * from "./foreign-file.ts";
export * from "./in-order.ts";
export * from "./inferred-column.ts";
export * from "./kernel-memory.ts";
export { joinTexts } from "./join-texts.ts";
export * from "./joined-ranges.ts";
export * from "./joined-table.ts";
export * from "./kernels/integers.ts";
export * from "./kernels/iso-time.ts";
export * from "./later-columns.ts";
export * from "./layout.ts";
export { type FramedLine, lineFrames } from "./line-frames.ts";
export * from "./line-numbers.ts";
export * from "./line-options.ts";
export { type ByteStream, lineReader } from "./line-reader.ts";
export { lineSchema } from "./line-rows.ts";
export { type LineWriter, lineWriter } from "./line-writer.ts";
export * from "./location.ts";
export * from "./message-format.ts";
export { longRecord, longRows } from "./long-record.ts";
export * from "./null-marks.ts";
export * from "./object-rows.ts";
export * from "./part-file-sink.ts";
export { packedFormat, type TextCompression } from "./packed-parts.ts";
export type { PartFormat, PartOutput, PartPlace } from "./part-format.ts";
export type { PartitionBy } from "./partition.ts";
export * from "./percent.ts";
export * from "./projection.ts";
export * from "./quote-text.ts";
export * from "./range-fill.ts";
export { parseJson } from "./parse-json.ts";
export { pause } from "./pause.ts";
export * from "./read-text.ts";
export * from "./record-reader.ts";
export * from "./remote-call.ts";
export * from "./server-url.ts";
export {
  joinSettled,
  Outgrown,
  seenTypes,
  type SettledEncoder,
  type SettledFormat,
  settlingOutput,
} from "./settling-output.ts";
export * from "./slice-column.ts";
export * from "./source-and-sink.ts";
export { fileTableSource, type FileTable } from "./table-source.ts";
export * from "./text-form.ts";
export { type PartEncoder, type TextFormat, textParts } from "./text-parts.ts";
export * from "./text-type.ts";
export * from "./type-hints.ts";
export * from "./unscaled-decimal.ts";
export * from "./value-text.ts";
export type { WatchOptions } from "./watch-options.ts";
export type { WriteOptions } from "./write-options.ts";
export * from "./xml.ts";
