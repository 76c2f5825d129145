import type { KnownOptions } from "../../core/io/mod.ts";
import type { ReadOptions, TextCompression, WriteOptions } from "../files/mod.ts";

/** What a folder is searched for, and how files that are written end. */
export const extensions: readonly string[] = [".txt", ".log", ".text"];

/** A row of a text file. */
export interface TextLine {
  /** Without what ends it. */
  readonly line: string;
}

export interface TextOptions extends ReadOptions, WriteOptions {
  /** A longer line is a bad record. Bytes, default 16 MB. */
  readonly maxRecordBytes?: number;
  /**
   * Writing: how files are packed. Default: as the location ends (`.gz`, `.zst`, `.lz4`, `.sz`), else not at all; part files in folders end so where it is
   * given. Reading tells packed files by their bytes.
   */
  readonly compression?: TextCompression;
}

export const knownOptions: KnownOptions<TextOptions> = {
  maxRecordBytes: true,
  compression: ["none", "gzip", "zstd", "lz4", "snappy"],
  watch: true,
  folders: ["columns", "ignored"],
  roll: true,
  partitionBy: true,
  marker: true,
};
