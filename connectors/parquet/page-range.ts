import type { Column, DataType } from "../../core/io/mod.ts";
import { readJoined, sliceColumn } from "../files/mod.ts";
import type { ColumnArrays } from "./decode/arrays.ts";
import { decodeFlat } from "./decode/chunk.ts";
import { UnsafeInteger } from "./decode/values.ts";
import type { ParquetFile } from "./file.ts";
import type { ColumnChunk } from "./format/metadata.ts";
import { type PagePlace, readOffsetIndex } from "./format/page-index.ts";
import type { SchemaNode } from "./format/schema-tree.ts";
import { endRow, type RowRange } from "./needed-rows.ts";

/** Where the pages of chunks lie, of those that say. */
export async function pagePlaces(
  { files, path }: ParquetFile,
  chunks: readonly ColumnChunk[],
  rows: number,
): Promise<ReadonlyMap<ColumnChunk, readonly PagePlace[]>> {
  const indexed = chunks.filter(({ offsetIndex }) => offsetIndex !== undefined);
  const read = await readJoined(
    files,
    path,
    indexed.map(({ offsetIndex }) => offsetIndex!),
  );
  return new Map(
    indexed.map((chunk) => {
      const { start, end } = chunk.offsetIndex!;
      return [chunk, readOffsetIndex(read(start, end - start), rows)];
    }),
  );
}

/** Some pages of a chunk, and the rows that they hold. */
export interface PagePart {
  readonly rows: RowRange;
  /** The bytes of its dictionary, if it has one, and those of the pages. */
  readonly dictionary: RowRange;
  readonly pages: RowRange;
}

export function partOf(
  chunk: ColumnChunk,
  pages: readonly PagePlace[],
  { start, end }: RowRange,
  rows: number,
): PagePart {
  const first = pages.findLastIndex(({ firstRow }) => firstRow <= start);
  const last = pages.findLastIndex(({ firstRow }) => firstRow < end);
  const dataStart = pages[0]!.start;
  const part = { start: pages[first]!.start, end: pages[last]!.end };
  const chunkEnd = chunk.start + chunk.compressedBytes;
  if (!(chunk.start <= dataStart && dataStart <= part.start && part.start <= part.end && part.end <= chunkEnd))
    throw new RangeError(`pages at ${part.start} to ${part.end}, where the column has ${chunk.start} to ${chunkEnd}`);
  return {
    rows: { start: pages[first]!.firstRow, end: endRow(pages, last, rows) },
    dictionary: { start: chunk.start, end: dataStart },
    pages: part,
  };
}

/** Decodes the pages that hold some rows of a flat column, and gives these rows. */
export function decodePart(
  { rows, dictionary, pages }: PagePart,
  wanted: RowRange,
  bytesOf: (start: number, sizeBytes: number) => Uint8Array,
  chunk: ColumnChunk,
  leaf: SchemaNode,
  type: DataType,
  arrays: ColumnArrays,
): Column {
  const [head, data] = [dictionary, pages].map(({ start, end }) => bytesOf(start, end - start)) as [
    Uint8Array,
    Uint8Array,
  ];
  const bytes = new Uint8Array(head.length + data.length);
  bytes.set(head);
  bytes.set(data, head.length);
  const count = rows.end - rows.start;
  try {
    const column = decodeFlat(bytes, { ...chunk, valueCount: count }, leaf, type, count, arrays);
    return sliceColumn(column, wanted.start - rows.start, wanted.end - wanted.start);
  } catch (cause) {
    if (cause instanceof UnsafeInteger && cause.row !== undefined) cause.row += rows.start;
    throw cause;
  }
}
