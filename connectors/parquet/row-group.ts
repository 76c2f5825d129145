import type { Column, Field } from "../../core/io/mod.ts";
import { readJoined, sliceColumn } from "../files/mod.ts";
import { leafTypeIn } from "./column-type.ts";
import { absentColumn } from "./decode/absent.ts";
import { BadJson, type BadValue } from "./decode/bad-json.ts";
import { decodeFlat } from "./decode/chunk.ts";
import { decodeNested } from "./decode/nested.ts";
import { unreadable } from "./errors.ts";
import type { ParquetFile } from "./file.ts";
import type { ColumnChunk } from "./format/metadata.ts";
import type { SchemaNode } from "./format/schema-tree.ts";
import { isFlat } from "./format/schema-tree.ts";
import type { RowRange } from "./needed-rows.ts";
import type { ParquetOptions } from "./options.ts";
import { decodePart, type PagePart, pagePlaces, partOf } from "./page-range.ts";

/** The columns of some rows of a row group, and what in them cannot be read: its row is that of the row group. */
export interface DecodedGroup {
  readonly columns: readonly Column[];
  readonly bad: readonly (BadValue & { readonly column: string })[];
}

/**
 * Reads and decodes the columns `fields` of one row group: whole, or some of its rows, of which only the pages are read where the file
 * says where these lie. A column that the file lacks is absent in all rows.
 */
export async function readRowGroup(
  file: ParquetFile,
  group: number,
  fields: readonly Field[],
  options: ParquetOptions,
  wanted?: RowRange,
): Promise<DecodedGroup> {
  const { chunks, rows } = file.metadata.rowGroups[group]!;
  const { start, end } = wanted ?? { start: 0, end: rows };
  const nodes = fields.map(({ name }) => file.columns.find((column) => column.element.name === name));
  const needed = nodes.flatMap((node) => (node === undefined ? [] : chunks.slice(node.firstLeaf, node.endLeaf)));
  const isWhole = start === 0 && end === rows;
  const parts = isWhole ? new Map<ColumnChunk, PagePart>() : await partsOf(file, group, nodes, { start, end });
  const read = await readJoined(
    file.files,
    file.path,
    needed.flatMap((chunk) => {
      const part = parts.get(chunk);
      return part === undefined
        ? [{ start: chunk.start, end: chunk.start + chunk.compressedBytes }]
        : [part.dictionary, part.pages];
    }),
  );
  const bytesOf = (chunk: ColumnChunk): Uint8Array => read(chunk.start, chunk.compressedBytes);
  const bad: (BadValue & { readonly column: string })[] = [];

  const decode = (node: SchemaNode, field: Field): Column => {
    for (const chunk of chunks.slice(node.firstLeaf, node.endLeaf)) checkWhole(chunk);
    const chunk = chunks[node.firstLeaf]!;
    const onBad = (value: BadValue): void => void bad.push({ ...value, column: field.name });
    const part = parts.get(chunk);
    if (part !== undefined) {
      const column = decodePart(part, { start, end }, read, chunk, node, field.type);
      return withoutBad(column, node, ({ row, text }) => onBad({ row: start + row, text }));
    }
    const column = isFlat(node)
      ? withoutBad(decodeFlat(bytesOf(chunk), chunk, node, field.type, rows), node, onBad)
      : decodeNested(node, field.type, (leaf) => leafTypeIn(file, leaf, options), chunks, bytesOf, rows, onBad);
    return isWhole ? column : sliceColumn(column, start, end - start);
  };
  const columns = fields.map((field, position) => {
    const node = nodes[position];
    if (node === undefined) return absentColumn(field.type, end - start);
    try {
      return decode(node, field);
    } catch (cause) {
      throw unreadable(file.path, group, field, cause);
    }
  });
  return { columns, bad: isWhole ? bad : bad.filter(({ row }) => row >= start && row < end) };
}

/** The pages of flat columns that hold the rows. */
async function partsOf(
  file: ParquetFile,
  group: number,
  nodes: readonly (SchemaNode | undefined)[],
  wanted: RowRange,
): Promise<ReadonlyMap<ColumnChunk, PagePart>> {
  const { chunks, rows } = file.metadata.rowGroups[group]!;
  const flat = nodes.flatMap((node) => (node === undefined || !isFlat(node) ? [] : [chunks[node.firstLeaf]!]));
  const places = await pagePlaces(file, flat, rows);
  return new Map(
    flat.flatMap((chunk) => {
      const pages = places.get(chunk) ?? [];
      return pages.length === 0 ? [] : [[chunk, partOf(chunk, pages, wanted, rows)] as const];
    }),
  );
}

function withoutBad(column: Column, { element }: SchemaNode, onBad: (value: BadValue) => void): Column {
  if (element.logical?.kind !== "json" || column.layout !== "values") return column;
  const values = column.values.map((value, row) => {
    if (!(value instanceof BadJson)) return value;
    onBad({ row, text: value.text });
    return null;
  });
  return { ...column, values };
}

function checkWhole({ encrypted, file }: ColumnChunk): void {
  if (encrypted) throw new RangeError("an encrypted column");
  if (file !== undefined) throw new RangeError(`a column whose data is in another file, ${JSON.stringify(file)}`);
}
