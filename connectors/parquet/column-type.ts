import type { DataType } from "../../core/io/mod.ts";
import type { ParquetFile } from "./file.ts";
import type { ColumnChunk } from "./format/metadata.ts";
import type { Int64As } from "./leaf-type.ts";
import { leafType } from "./leaf-type.ts";
import type { ParquetOptions } from "./options.ts";

/** The type of a file's column: by the schema, and for INT64 by what the statistics say of its range. */
export function columnType(file: ParquetFile, position: number, options: ParquetOptions): DataType {
  const node = file.columns[position]!;
  return leafType(node.element, int64As(file, node.firstLeaf, options));
}

function int64As(file: ParquetFile, leaf: number, options: ParquetOptions): Int64As {
  if (options.int64 !== undefined) return options.int64;
  return file.metadata.rowGroups.some((group) => passesSafeRange(group.chunks[leaf]!)) ? "bigint" : "number";
}

function passesSafeRange({ physical, statistics }: ColumnChunk): boolean {
  if (physical !== "INT64") return false;
  return [statistics?.min, statistics?.max].some((bound) => bound?.length === 8 && !isSafe(bound));
}

function isSafe(bound: Uint8Array): boolean {
  const value = new DataView(bound.buffer, bound.byteOffset, 8).getBigInt64(0, true);
  return BigInt.asIntN(54, value) === value && value !== -(2n ** 53n);
}
