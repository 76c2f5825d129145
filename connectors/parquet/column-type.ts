import type { DataType } from "../../core/io/mod.ts";
import { holdsVectors } from "../files/mod.ts";
import type { ParquetFile } from "./file.ts";
import type { ColumnChunk } from "./format/metadata.ts";
import type { SchemaNode } from "./format/schema-tree.ts";
import type { Int64As } from "./leaf-type.ts";
import { leafType } from "./leaf-type.ts";
import { nodeType } from "./nested-type.ts";
import type { ParquetOptions } from "./options.ts";

/** The type of a file's column; where the file was written here, what it was then. */
export function columnType(file: ParquetFile, column: SchemaNode, options: ParquetOptions): DataType {
  const type = nodeType(column, (leaf) => leafTypeIn(file, leaf, options));
  const hint = file.hints.get(column.element.name);
  if (hint?.kind === "bigint" && type.kind === "int64") return options.int64 === "number" ? type : hint;
  if (hint?.kind === "vector") return holdsVectors(type) ? hint : type;
  return hint?.kind === type.kind ? hint : type;
}

/** The type of a leaf: by the schema, and for INT64 by what the statistics say of its range. */
export function leafTypeIn(file: ParquetFile, leaf: SchemaNode, options: ParquetOptions): DataType {
  return leafType(leaf.element, options.int64 ?? int64As(file, leaf));
}

function int64As(file: ParquetFile, { element, firstLeaf }: SchemaNode): Int64As {
  if (element.physical !== "INT64") return "number";
  const signed = element.logical?.kind !== "integer" || element.logical.signed;
  return file.metadata.rowGroups.some((group) => passesSafeRange(group.chunks[firstLeaf]!, signed))
    ? "bigint"
    : "number";
}

function passesSafeRange({ statistics }: ColumnChunk, signed: boolean): boolean {
  return [statistics?.min, statistics?.max].some((bound) => bound?.length === 8 && !isSafe(bound, signed));
}

function isSafe(bound: Uint8Array, signed: boolean): boolean {
  const view = new DataView(bound.buffer, bound.byteOffset, 8);
  return Number.isSafeInteger(Number(signed ? view.getBigInt64(0, true) : view.getBigUint64(0, true)));
}
