import type { Column, DataType } from "../../../core/io/mod.ts";
import { isValid } from "../../../core/io/mod.ts";
import type { ColumnChunk } from "../format/metadata.ts";
import type { SchemaNode } from "../format/schema-tree.ts";
import { readValidity } from "../kernels/validity.ts";
import type { ColumnArrays } from "./arrays.ts";
import { builderOf } from "./builder.ts";
import { dataPage } from "./data-page.ts";
import { decompress } from "./decompress.ts";
import type { LevelRange } from "./levels.ts";
import type { StoredPage } from "./pages.ts";
import { storedPages } from "./pages.ts";
import type { ColumnBuilder, PageMemory, PageValues } from "./values.ts";
import { UnsafeInteger } from "./values.ts";

/** Decodes the chunk of a flat column. `bytes` are the chunk's, `rows` the row group's. */
export function decodeFlat(
  bytes: Uint8Array,
  chunk: ColumnChunk,
  leaf: SchemaNode,
  type: DataType,
  rows: number,
  arrays: ColumnArrays,
): Column {
  if (chunk.valueCount !== rows) throw new RangeError(`${chunk.valueCount} values where there are ${rows} rows`);
  const builder = builderOf(leaf.element, type, rows, chunk.uncompressedBytes, arrays);
  const validity = arrays.bits(leaf.definition === 0 ? 0 : rows);
  let at = 0;
  let absent = 0;
  for (const page of storedPages(bytes, chunk)) {
    if (page.header.type === "DICTIONARY_PAGE") builder.dictionary(dictionaryValues(page, chunk, builder.memory));
    if (page.header.type !== "DATA_PAGE" && page.header.type !== "DATA_PAGE_V2") continue;
    const { valueCount } = page.header;
    if (valueCount > rows - at) throw new RangeError(`more values than the ${rows} rows`);
    const { definition, values } = dataPage(page, chunk, leaf, builder.memory);
    const present = presentRows(definition, valueCount, validity, at);
    append(builder, { ...values, count: present }, at, present < valueCount ? validity : undefined);
    if (present < valueCount) builder.spread(validity, at, valueCount, present);
    absent += valueCount - present;
    at += valueCount;
  }
  return builder.finish(absent === 0 ? undefined : validity);
}

function append(
  builder: ColumnBuilder<Column>,
  values: PageValues,
  at: number,
  validity: Uint8Array | undefined,
): void {
  try {
    builder.append(values, at);
  } catch (cause) {
    if (cause instanceof UnsafeInteger) cause.row = rowOf(cause.index, at, validity);
    throw cause;
  }
}

/** The row of a page's value number `index`, counting those that are there. */
function rowOf(index: number, at: number, validity: Uint8Array | undefined): number {
  if (validity === undefined) return at + index;
  let row = at;
  for (let left = index; left > 0 || !isValid(validity, row); row++) if (isValid(validity, row)) left--;
  return row;
}

function presentRows(levels: LevelRange | undefined, rows: number, validity: Uint8Array, at: number): number {
  return levels === undefined ? rows : readValidity(levels.bytes, levels.start, levels.end, rows, validity, at);
}

export function dictionaryValues({ content, header }: StoredPage, chunk: ColumnChunk, memory: PageMemory): PageValues {
  const bytes = decompress(content, chunk.codec, header.uncompressedBytes, memory);
  return { bytes, start: 0, encoding: header.encoding, count: header.valueCount };
}
