import {
  type DataType,
  type Field,
  type FileInfo,
  missingColumn,
  nearestNames,
  rowSchema,
  type Schema,
  string,
} from "../../core/io/mod.ts";
import { laterColumns, widerType } from "../files/mod.ts";
import { type CsvHead, readHead } from "./head.ts";
import type { CsvOptions, CsvTestOptions } from "./options.ts";

/** All files of a location as one table: their columns by name; a file that lacks one has absent values there. */
export interface CsvTable {
  readonly files: ReadonlyMap<string, CsvHead>;
  readonly schema: Schema;
}

const firstSampleBytes = 2 ** 20;
/** The first file tells the types; of the others the header is what matters. */
const laterSampleBytes = 2 ** 16;

/** @param planned The columns that are read whatever the files have. */
export async function openTable(
  listed: readonly FileInfo[],
  planned: Schema | undefined,
  options: CsvOptions & CsvTestOptions,
): Promise<CsvTable> {
  const files = new Map<string, CsvHead>();
  for (const file of listed) {
    const sampleBytes = options.sampleBytes ?? (files.size === 0 ? firstSampleBytes : laterSampleBytes);
    files.set(file.path, await readHead(file, options, sampleBytes));
  }
  const heads = [...files.values()];
  return { files, schema: options.schema ?? planned ?? rowSchema(inferredFields(heads)) };
}

function inferredFields(heads: readonly CsvHead[]): readonly Field[] {
  const types = new Map<string, DataType | undefined>();
  for (const { names, types: sampled } of heads) {
    for (const [at, name] of names.entries()) types.set(name, wider(types.get(name), sampled[at]));
  }
  return [...types].map(([name, type]) => ({ name, type: type ?? string }));
}

function wider(a: DataType | undefined, b: DataType | undefined): DataType | undefined {
  return a === undefined ? b : b === undefined ? a : widerType(a, b);
}

/** A column that the user named must be in some file. */
export function requireDeclared({ schema, files }: CsvTable, where: string): void {
  const names = new Set([...files.values()].flatMap((head) => head.names));
  if (names.size === 0) return;
  // A first line that holds none of them, nor anything like it, is more likely a row.
  const noHeader = schema.fields.some(({ name }) => names.has(name) || nearestNames(name, [...names]).length > 0)
    ? ""
    : '; where the first line is a row and no header, say csv(…, { header: "none" })';
  for (const { name } of schema.fields) {
    if (!names.has(name)) throw new TypeError(`${missingColumn(name, [...names], where)}${noHeader}`);
  }
}

/** A file that comes to a stream whose columns are fixed may lack some; those it has besides would be lost. */
export function requirePlanned({ schema, files }: CsvTable, where: string): void {
  for (const { path, names } of files.values()) {
    const more = names.filter((name) => !schema.index.has(name));
    if (more.length > 0) throw laterColumns(path, more, where);
  }
}
