import type { Column, Field } from "../../core/io/mod.ts";
import { absentColumn } from "./decode/absent.ts";
import { decodeFlat } from "./decode/chunk.ts";
import { UnsafeInteger } from "./decode/values.ts";
import type { ParquetFile } from "./file.ts";
import { quote, reason } from "./file.ts";
import { readRanges } from "./ranges.ts";

/** Reads and decodes the columns `fields` of one row group, whole. */
export async function readRowGroup(file: ParquetFile, group: number, fields: readonly Field[]): Promise<Column[]> {
  const { chunks, rows } = file.metadata.rowGroups[group]!;
  const nodes = fields.map((field) => file.columns.find((column) => column.element.name === field.name));
  const needed = nodes.flatMap((node) => (node === undefined ? [] : chunks.slice(node.firstLeaf, node.endLeaf)));
  const bytesOf = await readRanges(file, needed);
  return fields.map((field, position) => {
    const node = nodes[position];
    if (node === undefined) return absentColumn(field.type, rows);
    const chunk = chunks[node.firstLeaf]!;
    try {
      return decodeFlat(bytesOf(chunk), chunk, node, field.type, rows);
    } catch (cause) {
      throw unreadable(file, group, field, cause);
    }
  });
}

function unreadable(file: ParquetFile, group: number, field: Field, cause: unknown): Error {
  const where = `column ${quote(field.name)} of row group ${group} in ${quote(file.path)}`;
  if (cause instanceof UnsafeInteger) {
    return new RangeError(
      `Cannot read ${where} as numbers must be below 2^53: got ${cause.value}; ` +
        'read it as bigint with { int64: "bigint" }',
      { cause },
    );
  }
  return new RangeError(
    `Cannot read ${where} as its pages must be whole: got ${reason(cause)}; the file is damaged: write it again`,
    { cause },
  );
}
