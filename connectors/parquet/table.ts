import type { DataType, Field, Schema } from "../../core/io/mod.ts";
import { requireColumn, rowSchema, sameType, typeText } from "../../core/io/mod.ts";
import { canBeRead, commonType, laterColumns } from "../files/mod.ts";
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

export function tableOf(files: readonly ParquetFile[], options: ParquetOptions): ParquetTable {
  const fields = new Map<string, { readonly type: DataType; readonly path: string }>();
  // A file without rows has no value that would have to fit: its types only count for columns that no other file has.
  const [empty, others] = [files.filter(isEmpty), files.filter((file) => !isEmpty(file))];
  for (const file of [...others, ...empty]) {
    for (const column of file.columns) {
      const { name } = column.element;
      const before = fields.get(name);
      if (before !== undefined && isEmpty(file)) continue;
      const type = typeOf(file, column, options);
      fields.set(name, {
        type: before === undefined ? type : common(name, before, { type, path: file.path }),
        path: file.path,
      });
    }
  }
  return {
    files: new Map(files.map((file) => [file.path, file])),
    schema: rowSchema([...fields].map(([name, { type }]): Field => ({ name, type }))),
  };
}

function isEmpty({ metadata }: ParquetFile): boolean {
  return metadata.rows === 0;
}

function typeOf(file: ParquetFile, column: SchemaNode, options: ParquetOptions): DataType {
  try {
    return columnType(file, column, options);
  } catch (cause) {
    throw new TypeError(
      `Cannot read column ${quote(column.element.name)} of ${quote(file.path)} as its type must be known: ` +
        `got ${reason(cause)}; leave the file out, or write it again`,
      { cause },
    );
  }
}

interface Typed {
  readonly type: DataType;
  readonly path: string;
}

/** The type that holds the values of both files. JSON of one and text of another do not mix. */
function common(name: string, a: Typed, b: Typed): DataType {
  const type = a.type.kind === "any" || b.type.kind === "any" ? undefined : commonType(a.type, b.type);
  if (sameType(a.type, b.type)) return a.type;
  if (type !== undefined) return type;
  throw new TypeError(
    `Cannot read ${quote(b.path)} together with ${quote(a.path)} as column ${quote(name)} must have one type: ` +
      `got ${typeText(b.type)} and ${typeText(a.type)}; read them apart, or write one of them again`,
  );
}

/** The same files with the columns that are wanted of them: a file may lack some or have narrower ones. */
export function wantedTable(
  { files, schema }: ParquetTable,
  wanted: Schema,
  whose = "in the schema given",
): ParquetTable {
  for (const { name, type } of schema.fields) {
    const field = wanted.fields[wanted.index.get(name) ?? -1];
    if (field !== undefined && !canBeRead(type, field.type)) {
      throw otherType([...files.keys()], field, type, whose);
    }
  }
  return { files, schema: wanted };
}

/** The columns that the user named, of which each must be in some file. */
export function declaredTable(table: ParquetTable, schema: Schema, where: string): ParquetTable {
  for (const { name } of schema.fields) requireColumn(table.schema, name, where);
  return wantedTable(table, schema);
}

/** Those that were planned before the file came: it may have no others. */
export function plannedTable(table: ParquetTable, planned: Schema, where: string): ParquetTable {
  const more = table.schema.fields.filter(({ name }) => !planned.index.has(name)).map(({ name }) => name);
  if (more.length > 0) throw laterColumns([...table.files.keys()].join(), more, where);
  return wantedTable(table, planned, "in the files that were there when the run began");
}

function otherType(paths: readonly string[], { name, type }: Field, got: DataType, whose: string): TypeError {
  return new TypeError(
    `Cannot read column ${quote(name)} of ${paths.slice(0, 3).map(quote).join(", ")} as its values must fit ${typeText(type)}, as ${whose}: ` +
      `got ${typeText(got)}; give a schema that holds both, or begin a run that goes on from a checkpoint anew, with this file there`,
  );
}
