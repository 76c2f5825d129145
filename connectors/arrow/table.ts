import type { FileInfo, Schema } from "../../core/io/mod.ts";
import { hintedType, joinedSchema } from "../files/mod.ts";
import { columnType, type Int64As } from "./column-type.ts";
import { type ArrowFile, openArrow } from "./container.ts";
import type { ArrowOptions } from "./options.ts";

/** All files of a location as one table: the columns of every file by name; a file that lacks one has nulls there. */
export interface ArrowTable {
  readonly files: ReadonlyMap<string, ArrowFile>;
  readonly schema: Schema;
}

/** Files that are opened at the same time. */
const atOnce = 16;

export async function openAll(found: readonly FileInfo[]): Promise<readonly ArrowFile[]> {
  const opened: ArrowFile[] = [];
  for (let first = 0; first < found.length; first += atOnce) {
    opened.push(...(await Promise.all(found.slice(first, first + atOnce).map(openArrow))));
  }
  return opened;
}

/** @param planned The columns of the run that later files are read for. */
export function tableOf(
  name: string,
  opened: readonly ArrowFile[],
  planned: Schema | undefined,
  { int64, schema: declared }: Pick<ArrowOptions, "int64" | "schema">,
): ArrowTable {
  const tables = opened.map((file) => ({ path: file.path, fields: fieldsOf(file, int64) }));
  return {
    files: new Map(opened.map((file) => [file.path, file])),
    schema: joinedSchema(name, tables, { declared, planned }),
  };
}

/** The columns of a file; where it was written here, of the types that they were of then. */
export function fieldsOf({ fields, hints }: ArrowFile, int64: Int64As | undefined): Schema["fields"] {
  return fields.map((field) => ({
    name: field.name,
    type: hintedType(columnType(field, int64 ?? "number"), hints.get(field.name), (own, hint) => {
      const isAgain =
        (hint.kind === own.kind && own.kind !== "vector") ||
        (hint.kind === "bigint" && own.kind === "int64" && int64 === undefined);
      return isAgain ? hint : own;
    }),
  }));
}
