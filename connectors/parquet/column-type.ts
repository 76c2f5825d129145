import type { DataType } from "../../core/io/mod.ts";
import { hintedType, holdsVectors, nothing } from "../files/mod.ts";
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
  if (type === nothing) return type;
  return hintedType(type, file.hints.get(column.element.name), (own, hint) => {
    if (hint.kind === "bigint" && own.kind === "int64") return options.int64 === "number" ? own : hint;
    if (hint.kind === "vector") return holdsVectors(own) ? hint : own;
    return hint.kind === own.kind ? hint : own;
  });
}

/** The type of a leaf: by the schema, and for INT64 by what the statistics say of its range. */
export function leafTypeIn(file: ParquetFile, leaf: SchemaNode, options: ParquetOptions): DataType {
  return holdsNothing(file, leaf) ? nothing : leafType(leaf.element, options.int64 ?? int64As(file, leaf));
}

/**
 * Whether a leaf has no value in any row. Where nothing else is known of them such columns are written as JSON, and other files may have
 * values of another type there.
 */
export function holdsNothing(file: ParquetFile, { element, firstLeaf }: SchemaNode): boolean {
  if (element.logical?.kind === "null") return true;
  if (element.logical?.kind !== "json") return false;
  return file.metadata.rowGroups.every(({ chunks }) => {
    const { statistics, valueCount } = chunks[firstLeaf]!;
    return statistics?.nullCount === valueCount;
  });
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
