import type { KnownOptions } from "../../core/io/mod.ts";
import type { SchemaFor } from "../../core/mod.ts";
import type { ReadOptions, WriteOptions } from "../files/mod.ts";
import type { Int64As } from "./column-type.ts";

/** What a folder is searched for. */
export const extensions: readonly string[] = [".arrow", ".arrows", ".feather", ".ipc"];

/** How buffers are packed. */
export type ArrowCompression = "none" | "lz4" | "zstd";

export interface ArrowOptions<Row = unknown> extends ReadOptions, WriteOptions {
  /** Reading: the columns that are read, and their types, which may be wider than those of files; of others nothing is read. */
  readonly schema?: SchemaFor<Row>;
  /** Reading: what 64-bit integers are. By default numbers, each checked to be below 2^53. */
  readonly int64?: Int64As;
  /** Writing: how buffers are packed. Default `"none"`: not all readers of Arrow unpack. */
  readonly compression?: ArrowCompression;
  /**
   * Writing: a file, whose end says where each batch lies, or a stream, which is read from its beginning on. Default: a stream where the
   * location ends in `.arrows`, else a file.
   */
  readonly format?: "file" | "stream";
}

export const knownOptions: KnownOptions<ArrowOptions> = {
  schema: true,
  int64: ["number", "bigint"],
  compression: ["none", "lz4", "zstd"],
  format: ["file", "stream"],
  watch: true,
  folders: ["columns", "ignored"],
  roll: true,
  partitionBy: true,
  marker: true,
};
