import type { KnownOptions } from "../../core/io/mod.ts";
import type { SchemaFor } from "../../core/mod.ts";
import type { ReadOptions, WriteOptions } from "../files/mod.ts";
import type { Int64As } from "./column-type.ts";

/** What a folder is searched for, and how files that are written end. */
export const extensions: readonly string[] = [".avro"];

/** How blocks of a file are packed. */
export type AvroCompression = "zstd" | "deflate" | "snappy" | "none";

export interface AvroOptions<Row = unknown> extends ReadOptions, WriteOptions {
  /** Reading: the columns that are read, and their types, which may be wider than those of files; of others nothing is read. */
  readonly schema?: SchemaFor<Row>;
  /** Reading: what `long` is. By default numbers, each checked to be below 2^53. */
  readonly int64?: Int64As;
  /** Writing: how blocks are packed. Default `"snappy"`, which all readers of Avro know. */
  readonly compression?: AvroCompression;
}

export const knownOptions: KnownOptions<AvroOptions> = {
  schema: true,
  int64: ["number", "bigint"],
  compression: ["snappy", "zstd", "deflate", "none"],
  watch: true,
  folders: ["columns", "ignored"],
  roll: true,
  partitionBy: true,
  marker: true,
};
