import type { Column, Field } from "../../core/io/mod.ts";
import { leafTypeIn } from "./column-type.ts";
import { absentColumn } from "./decode/absent.ts";
import { decodeFlat } from "./decode/chunk.ts";
import { decodeNested } from "./decode/nested.ts";
import { unreadable } from "./errors.ts";
import type { ParquetFile } from "./file.ts";
import type { ColumnChunk } from "./format/metadata.ts";
import type { SchemaNode } from "./format/schema-tree.ts";
import { isFlat } from "./format/schema-tree.ts";
import type { ParquetOptions } from "./options.ts";
import { readRanges } from "./ranges.ts";

/** Reads and decodes the columns `fields` of one row group, whole. A column that the file lacks is absent in all rows. */
export async function readRowGroup(
  file: ParquetFile,
  group: number,
  fields: readonly Field[],
  options: ParquetOptions,
): Promise<Column[]> {
  const { chunks, rows } = file.metadata.rowGroups[group]!;
  const nodes = fields.map(({ name }) => file.columns.find((column) => column.element.name === name));
  const needed = nodes.flatMap((node) => (node === undefined ? [] : chunks.slice(node.firstLeaf, node.endLeaf)));
  const bytesOf = await readRanges(file, needed);

  const decode = (node: SchemaNode, field: Field): Column => {
    for (const chunk of chunks.slice(node.firstLeaf, node.endLeaf)) checkWhole(chunk);
    const chunk = chunks[node.firstLeaf]!;
    return isFlat(node)
      ? decodeFlat(bytesOf(chunk), chunk, node, field.type, rows)
      : decodeNested(node, field.type, (leaf) => leafTypeIn(file, leaf, options), chunks, bytesOf, rows);
  };
  return fields.map((field, position) => {
    const node = nodes[position];
    if (node === undefined) return absentColumn(field.type, rows);
    try {
      return decode(node, field);
    } catch (cause) {
      throw unreadable(file.path, group, field, cause);
    }
  });
}

function checkWhole({ encrypted, file }: ColumnChunk): void {
  if (encrypted) throw new RangeError("an encrypted column");
  if (file !== undefined) throw new RangeError(`a column whose data is in another file, ${JSON.stringify(file)}`);
}
