import type { KnownOptions } from "../../core/io/mod.ts";
import type { SchemaFor } from "../../core/mod.ts";
import {
  checkFileOptions,
  checkMaxRecordBytes,
  checkSchema,
  type ReadOptions,
  type TextCompression,
  type WriteOptions,
} from "../files/mod.ts";
import type { objectScanner } from "./scan-objects-wasm.ts";

/** What a folder is searched for, and how files that are written end. */
export const extensions: readonly string[] = [".jsonl", ".ndjson", ".json"];

export interface JsonLinesOptions<Row = unknown> extends ReadOptions, WriteOptions {
  /**
   * Types of the columns. They then are exactly these: a value that does not fit makes its line a bad record. Keys that
   * it does not name are not read.
   */
  readonly schema?: SchemaFor<Row>;
  /** A longer line is a bad record. Bytes, default 16 MB. */
  readonly maxRecordBytes?: number;
  /** How NaN and infinite numbers are written, which JSON has not: not at all (the default: an error), as null, or as text. */
  readonly nonFinite?: "null" | "text" | "fail";
  /**
   * Writing: how files are packed. Default: as the location ends (`.gz`, `.zst`, `.lz4`, `.sz`), else not at all; part files in folders end so where it is
   * given. Reading tells packed files by their bytes.
   */
  readonly compression?: TextCompression;
}

const knownOptions: KnownOptions<JsonLinesOptions> = {
  schema: true,
  maxRecordBytes: true,
  nonFinite: ["fail", "null", "text"],
  compression: ["none", "gzip", "zstd", "lz4", "snappy"],
  watch: true,
  folders: ["columns", "ignored"],
  roll: true,
  partitionBy: true,
  marker: true,
};

/** Refuses what a compiler would have refused. */
export function checkJsonOptions<Row>(options: JsonLinesOptions<Row>, where: string): void {
  checkFileOptions<JsonLinesOptions>(options, knownOptions, where);
  checkSchema(options.schema, where);
  checkMaxRecordBytes(options.maxRecordBytes, where);
}

/** What is under test only: nobody else should need it. */
export interface JsonTestOptions {
  /** Bytes read at a time. */
  readonly windowBytes?: number;
  /** Bytes of a file that keys and types are inferred from. */
  readonly sampleBytes?: number;
  /** Largest part of a file that is one split. */
  readonly splitBytes?: number;
  /** What scans the lines. */
  readonly scanner?: typeof objectScanner;
}
