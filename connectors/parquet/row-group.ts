import type { Column, Field } from "../../core/io/mod.ts";
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
import type { ParquetOptions } from "./options.ts";
import { readRanges } from "./ranges.ts";

/** The columns of a row group, and what in them cannot be read. */
export interface DecodedGroup {
  readonly columns: readonly Column[];
  readonly bad: readonly (BadValue & { readonly column: string })[];
}

/** Reads and decodes the columns `fields` of one row group, whole. A column that the file lacks is absent in all rows. */
export async function readRowGroup(
  file: ParquetFile,
  group: number,
  fields: readonly Field[],
  options: ParquetOptions,
): Promise<DecodedGroup> {
  const { chunks, rows } = file.metadata.rowGroups[group]!;
  const nodes = fields.map(({ name }) => file.columns.find((column) => column.element.name === name));
  const needed = nodes.flatMap((node) => (node === undefined ? [] : chunks.slice(node.firstLeaf, node.endLeaf)));
  const bytesOf = await readRanges(file, needed);
  const bad: (BadValue & { readonly column: string })[] = [];

  const decode = (node: SchemaNode, field: Field): Column => {
    for (const chunk of chunks.slice(node.firstLeaf, node.endLeaf)) checkWhole(chunk);
    const chunk = chunks[node.firstLeaf]!;
    const onBad = (value: BadValue): void => void bad.push({ ...value, column: field.name });
    return isFlat(node)
      ? withoutBad(decodeFlat(bytesOf(chunk), chunk, node, field.type, rows), node, onBad)
      : decodeNested(node, field.type, (leaf) => leafTypeIn(file, leaf, options), chunks, bytesOf, rows, onBad);
  };
  const columns = fields.map((field, position) => {
    const node = nodes[position];
    if (node === undefined) return absentColumn(field.type, rows);
    try {
      return decode(node, field);
    } catch (cause) {
      throw unreadable(file.path, group, field, cause);
    }
  });
  return { columns, bad };
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
