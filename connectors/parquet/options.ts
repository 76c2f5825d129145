import type { KnownOptions } from "../../core/io/mod.ts";
import type { SchemaFor } from "../../core/mod.ts";
import type { ReadOptions, WriteOptions } from "../files/mod.ts";
import type { Compression } from "./encode/compress.ts";
import type { Int64As } from "./leaf-type.ts";

/** What a folder is searched for, and how files that are written end. */
export const extensions: readonly string[] = [".parquet", ".pq"];

export interface ParquetOptions<Row = unknown> extends ReadOptions, WriteOptions {
  /** Reading: the columns that are read, and their types, which may be wider than those of files; of others nothing is read. */
  readonly schema?: SchemaFor<Row>;
  /**
   * Reading: what INT64 columns become. By default numbers, each checked to be below 2^53, and bigint where a column's
   * statistics say that it holds larger ones. A bigint equals no number: where columns of two files are to be joined, say it for both.
   */
  readonly int64?: Int64As;
  /** Writing: how pages are packed. Default `"zstd"`, or `"snappy"` on a runtime without it. */
  readonly compression?: Compression;
  /** Writing: rows of a row group, the unit that is read, pruned and held in memory. Default 262,144. */
  readonly rowGroupRows?: number;
  /**
   * Writing: columns that get a Bloom filter in each row group, by which readers leave out those without a value that they look for: worth it for
   * values that are many and in no order, as ids. A filter takes about 1.3 bytes a value, at most 1 MiB. Default: none.
   */
  readonly bloomFilters?: readonly string[];
}

export const knownOptions: KnownOptions<ParquetOptions> = {
  schema: true,
  int64: ["number", "bigint"],
  compression: ["zstd", "snappy", "gzip", "none"],
  rowGroupRows: true,
  bloomFilters: true,
  watch: true,
  folders: ["columns", "ignored"],
  roll: true,
  partitionBy: true,
  marker: true,
};

export const defaultRowGroupRows: number = 1 << 18;
