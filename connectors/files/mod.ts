// What readers and writers of file formats share.

export * from "./absent-column.ts";
export * from "./byte-output.ts";
export * from "./byte-window.ts";
export * from "./check-options.ts";
export * from "./check-schema.ts";
export * from "./file-bytes.ts";
export * from "./file-splits.ts";
export * from "./in-order.ts";
export * from "./inferred-column.ts";
export * from "./kernel-memory.ts";
export * from "./kernels/iso-time.ts";
export * from "./layout.ts";
export * from "./line-numbers.ts";
export * from "./location.ts";
export * from "./null-marks.ts";
export * from "./object-rows.ts";
export * from "./part-file-sink.ts";
export type { PartFormat, PartOutput, PartPlace } from "./part-format.ts";
export * from "./projection.ts";
export * from "./quote-text.ts";
export * from "./read-text.ts";
export * from "./record-reader.ts";
export * from "./source-and-sink.ts";
export * from "./text-form.ts";
export { type PartEncoder, textParts } from "./text-parts.ts";
export * from "./text-type.ts";
export * from "./value-text.ts";
