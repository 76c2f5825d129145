import {
  any,
  type DataType,
  type Field,
  type FileInfo,
  missingColumn,
  nearestNames,
  rowSchema,
  type Schema,
  type Source,
  type Split,
} from "../../core/io/mod.ts";
import {
  type FileFormat,
  type FileLocation,
  type FileSplit,
  filesSource,
  foreignSplit,
  locationText,
  packedToo,
  textSplits,
  wholeLines,
  withoutColumns,
} from "../files/mod.ts";
import { type JsonHead, readHead } from "./head.ts";
import { widerJson } from "./json-value.ts";
import { extensions, type JsonLinesOptions, type JsonTestOptions } from "./options.ts";
import { jsonReader } from "./reader.ts";

/** All files of a location: what is known of their keys. */
interface JsonTable {
  readonly files: ReadonlyMap<string, JsonHead>;
  readonly schema: Schema;
}

const firstSampleBytes = 2 ** 20;
const laterSampleBytes = 2 ** 16;

/** The files of a location as a bounded source. */
export function jsonSource<Row>(location: FileLocation, options: JsonLinesOptions<Row> & JsonTestOptions): Source<Row> {
  const name = `jsonLines(${locationText(location)})`;
  // Keys may come later anyway.
  const schema = options.schema ?? rowSchema([], { open: true });
  const source: FileFormat<Row>["source"] = (list, without, planned) =>
    bounded(name, list, planned, withoutColumns(options, without));
  return filesSource(location, { name, extensions: packedToo(extensions), schema, source }, options);
}

function bounded<Row>(
  name: string,
  list: () => Promise<readonly FileInfo[]>,
  planned: Schema | undefined,
  options: JsonLinesOptions<Row> & JsonTestOptions,
): Source<Row> {
  let table: Promise<JsonTable> | undefined;
  const opened = (): Promise<JsonTable> => {
    table ??= list().then((files) => openTable(files, planned, options, name));
    return table;
  };
  return {
    name,
    boundedness: "bounded",
    describe: async () => {
      const { files, schema } = await opened();
      return { schema, sizeBytes: [...files.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
    },
    splits: async () => {
      const { files } = await opened();
      return [...files.values()].flatMap(({ path, form, dataStart, end, sizeBytes }): readonly Split[] =>
        textSplits(path, form, { start: dataStart, end, sizeBytes }, options.splitBytes),
      );
    },
    open: async (split, position, context) => {
      const { files, schema } = await opened();
      const head = files.get((split as FileSplit).path);
      if (head === undefined) throw foreignSplit((split as FileSplit).path, name);
      const asked = askedNames(schema, context.request.columns);
      const reading = { name, schema: askedOf(schema, asked), asked, options };
      return jsonReader(head, await wholeLines(split as FileSplit, head), position, context, reading);
    },
  };
}

/** A name that no sample had may be a key that comes later: then every key is looked at. */
function askedNames(schema: Schema, columns: readonly string[] | undefined): Set<string> | undefined {
  return columns?.every((name) => schema.index.has(name)) ? new Set(columns) : undefined;
}

async function openTable(
  listed: readonly FileInfo[],
  planned: Schema | undefined,
  options: JsonLinesOptions & JsonTestOptions,
  name: string,
): Promise<JsonTable> {
  const files = new Map<string, JsonHead>();
  for (const file of listed) {
    const sampleBytes = options.sampleBytes ?? (files.size === 0 ? firstSampleBytes : laterSampleBytes);
    files.set(file.path, await readHead(file, sampleBytes));
  }
  if (options.schema !== undefined) refuseMisspelt(options.schema, [...files.values()], name);
  return { files, schema: options.schema ?? planned ?? rowSchema(inferredFields([...files.values()]), { open: true }) };
}

/** A schema may have keys that no line has. One that is nearly the name of a key that is there, and in no schema, is a slip. */
function refuseMisspelt(schema: Schema, heads: readonly JsonHead[], name: string): void {
  const there = [...new Set(heads.flatMap(({ names }) => names))];
  if (there.length === 0 || heads.some(({ isWhole }) => !isWhole)) return;
  const others = there.filter((key) => !schema.index.has(key));
  for (const field of schema.fields) {
    if (there.includes(field.name) || nearestNames(field.name, others).length === 0) continue;
    throw new TypeError(missingColumn(field.name, there, name));
  }
}

function inferredFields(heads: readonly JsonHead[]): readonly Field[] {
  const types = new Map<string, DataType | undefined>();
  for (const head of heads) {
    for (const name of head.names) {
      const [before, type] = [types.get(name), head.types.get(name)];
      types.set(name, before !== undefined && type !== undefined ? widerJson(before, type) : (before ?? type));
    }
  }
  return [...types].map(([name, type]) => ({ name, type: type ?? any }));
}

/** The columns that are asked for; what no line had so far may still come. */
function askedOf(schema: Schema, asked: ReadonlySet<string> | undefined): Schema {
  if (asked === undefined) return schema;
  const fields = schema.fields.filter(({ name }) => asked.has(name));
  return fields.length === schema.fields.length ? schema : rowSchema(fields, schema.open ? { open: true } : {});
}
