import {
  type DataType,
  type Field,
  type FileInfo,
  requireColumn,
  rowSchema,
  type Schema,
  sameType,
  typeText,
} from "../../core/io/mod.ts";
import { commonType, laterColumns } from "../files/mod.ts";
import { columnType } from "./column-type.ts";
import { type AvroFile, openAvro } from "./container.ts";
import { quote } from "./errors.ts";
import type { AvroOptions } from "./options.ts";

/** All files of a location as one table: the columns of every file by name; a file that lacks one has nulls there. */
export interface AvroTable {
  readonly files: ReadonlyMap<string, AvroFile>;
  readonly schema: Schema;
}

/** Headers that are read at the same time. */
const atOnce = 16;

/** @param planned The columns of the run that later files are read for. */
export async function openTable(
  name: string,
  found: readonly FileInfo[],
  planned: Schema | undefined,
  options: AvroOptions,
): Promise<AvroTable> {
  const opened: AvroFile[] = [];
  for (let first = 0; first < found.length; first += atOnce) {
    opened.push(...(await Promise.all(found.slice(first, first + atOnce).map(openAvro))));
  }
  const files = new Map(opened.map((file) => [file.path, file]));
  const schema = commonSchema(opened, options);
  const { schema: declared } = options;
  if (declared !== undefined && planned === undefined) {
    for (const field of declared.fields) requireColumn(schema, field.name, name);
  }
  const wanted = planned ?? declared;
  if (wanted === undefined) return { files, schema };
  const more = declared === undefined ? schema.fields.filter((field) => !wanted.index.has(field.name)) : [];
  if (more.length > 0)
    throw laterColumns(
      [...files.keys()].join(),
      more.map((field) => field.name),
      name,
    );
  const whose = declared === undefined ? "in the files that were there when the run began" : "in the schema given";
  for (const { name: column, type } of schema.fields)
    mustFit(wanted.fields[wanted.index.get(column) ?? -1], type, whose, [...files.keys()]);
  return { files, schema: wanted };
}

function commonSchema(files: readonly AvroFile[], { int64 = "number" }: AvroOptions): Schema {
  const fields = new Map<string, { readonly type: DataType; readonly path: string }>();
  for (const { path, fields: own } of files) {
    for (const { name, type: stored } of own) {
      const type = columnType(stored, int64);
      const before = fields.get(name);
      const common = before === undefined ? type : commonType(before.type, type);
      if (common === undefined) {
        throw new TypeError(
          `Cannot read ${quote(path)} together with ${quote(before!.path)} as column ${quote(name)} must have one type: ` +
            `got ${typeText(type)} and ${typeText(before!.type)}; read them apart, or write one of them again`,
        );
      }
      fields.set(name, { type: common, path });
    }
  }
  return rowSchema([...fields].map(([name, { type }]): Field => ({ name, type })));
}

function mustFit(wanted: Field | undefined, type: DataType, whose: string, paths: readonly string[]): void {
  if (wanted === undefined) return;
  const both = commonType(wanted.type, type);
  if (both !== undefined && sameType(both, wanted.type)) return;
  throw new TypeError(
    `Cannot read column ${quote(wanted.name)} of ${paths.slice(0, 3).map(quote).join(", ")} as its values must fit ${typeText(wanted.type)}, as ${whose}: ` +
      `got ${typeText(type)}; give a schema that holds both, or begin a run that goes on from a checkpoint anew, with this file there`,
  );
}
