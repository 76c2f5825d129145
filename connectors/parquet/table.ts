import type { Schema } from "../../core/io/mod.ts";
import { any } from "../../core/io/mod.ts";
import { commonPart, joinedSchema, type RefusedField, type WantedColumns } from "../files/mod.ts";
import { columnType } from "./column-type.ts";
import { quote, reason } from "./errors.ts";
import type { ParquetFile } from "./file.ts";
import type { SchemaNode } from "./format/schema-tree.ts";
import type { ParquetOptions } from "./options.ts";

/** All files of a location as one table: the columns of every file by name; a file that lacks one has nulls there. */
export interface ParquetTable {
  readonly files: ReadonlyMap<string, ParquetFile>;
  readonly schema: Schema;
}

export function tableOf(
  name: string,
  files: readonly ParquetFile[],
  wanted: WantedColumns,
  options: ParquetOptions,
): ParquetTable {
  const tables = files.map((file) => ({
    path: file.path,
    fields: file.columns.map((column) => fieldOf(file, column, options)),
    isEmpty: file.metadata.rows === 0,
  }));
  return {
    files: new Map(files.map((file) => [file.path, file])),
    // Values of any kind are JSON: of one file that and of another text do not mix.
    schema: joinedSchema(name, tables, wanted, commonPart),
  };
}

/** The columns of a file as it is. */
export function ownSchema(file: ParquetFile): Schema {
  return tableOf(file.path, [file], { declared: undefined, planned: undefined }, {}).schema;
}

function fieldOf(file: ParquetFile, column: SchemaNode, options: ParquetOptions): RefusedField {
  const { name } = column.element;
  try {
    return { name, type: columnType(file, column, options) };
  } catch (cause) {
    const refused =
      `Cannot read column ${quote(name)} of ${quote(file.path)} as its type must be known: ` +
      `got ${reason(cause)}; leave the column out, or write the file again`;
    return { name, type: any, refused };
  }
}
