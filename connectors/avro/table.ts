import type { FileInfo, Schema } from "../../core/io/mod.ts";
import { joinedSchema } from "../files/mod.ts";
import { columnType } from "./column-type.ts";
import { type AvroFile, openAvro } from "./container.ts";
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
  { int64 = "number", schema: declared }: AvroOptions,
): Promise<AvroTable> {
  const opened: AvroFile[] = [];
  for (let first = 0; first < found.length; first += atOnce) {
    opened.push(...(await Promise.all(found.slice(first, first + atOnce).map(openAvro))));
  }
  const tables = opened.map(({ path, fields }) => ({
    path,
    fields: fields.map((field) => ({ name: field.name, type: columnType(field.type, int64) })),
  }));
  return {
    files: new Map(opened.map((file) => [file.path, file])),
    schema: joinedSchema(name, tables, { declared, planned }),
  };
}
