import { type DataType, type Field, requireColumn, rowSchema, type Schema, typeText } from "../../core/io/mod.ts";
import { canBeRead, commonType } from "./common-type.ts";
import { laterColumns } from "./later-columns.ts";

/** A file that says which columns it has. */
export interface TableFile {
  readonly path: string;
  readonly fields: readonly Field[];
}

export interface WantedColumns {
  /** Those that the user named, of which each must be in some file. */
  readonly declared: Schema | undefined;
  /** Those of the run, planned before the files came: they may have no others. */
  readonly planned: Schema | undefined;
}

/** The columns of all files as one table: of every file by name, each of a type that holds all; a file may lack some. */
export function joinedSchema(name: string, files: readonly TableFile[], { declared, planned }: WantedColumns): Schema {
  const schema = commonSchema(files);
  if (declared !== undefined && planned === undefined) {
    for (const field of declared.fields) requireColumn(schema, field.name, name);
  }
  const wanted = planned ?? declared;
  if (wanted === undefined) return schema;
  const paths = files.map(({ path }) => path);
  const more = declared === undefined ? schema.fields.filter((field) => !wanted.index.has(field.name)) : [];
  const names = more.map((field) => field.name);
  if (names.length > 0) throw laterColumns(paths.join(), names, name);
  const whose = declared === undefined ? "in the files that were there when the run began" : "in the schema given";
  for (const { name: column, type } of schema.fields)
    mustFit(wanted.fields[wanted.index.get(column) ?? -1], type, whose, paths);
  return wanted;
}

function commonSchema(files: readonly TableFile[]): Schema {
  const fields = new Map<string, { readonly field: Field; readonly path: string }>();
  for (const { path, fields: own } of files) {
    for (const field of own) {
      const before = fields.get(field.name);
      const type = before === undefined ? field.type : commonType(before.field.type, field.type);
      if (type === undefined) {
        throw new TypeError(
          `Cannot read ${quote(path)} together with ${quote(before!.path)} as column ${quote(field.name)} must have one type: ` +
            `got ${typeText(field.type)} and ${typeText(before!.field.type)}; read them apart, or write one of them again`,
        );
      }
      fields.set(field.name, { field: { ...field, type }, path });
    }
  }
  return rowSchema([...fields.values()].map(({ field }) => field));
}

function mustFit(wanted: Field | undefined, type: DataType, whose: string, paths: readonly string[]): void {
  if (wanted === undefined) return;
  if (canBeRead(type, wanted.type)) return;
  throw new TypeError(
    `Cannot read column ${quote(wanted.name)} of ${paths.slice(0, 3).map(quote).join(", ")} as its values must fit ${typeText(wanted.type)}, as ${whose}: ` +
      `got ${typeText(type)}; give a schema that holds both, or begin a run that goes on from a checkpoint anew, with this file there`,
  );
}

function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 199)}…` : text);
}
