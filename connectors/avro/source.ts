import type { FileInfo, Schema, Source } from "../../core/io/mod.ts";
import {
  type FileFormat,
  type FileLocation,
  type FileSplit,
  fileSplits,
  filesSource,
  foreignSplit,
  locationText,
  projected,
  withoutColumns,
} from "../files/mod.ts";
import { type AvroOptions, extensions } from "./options.ts";
import { blocksReader } from "./split-reader.ts";
import { type AvroTable, openTable } from "./table.ts";

/** The files of a location; a split is some blocks of a file. */
export function avroSource<Row>(location: FileLocation, options: AvroOptions<Row>): Source<Row> {
  const name = `avro(${locationText(location)})`;
  const source: FileFormat<Row>["source"] = (list, without, planned) =>
    bounded(name, list, planned, withoutColumns(options, without));
  const given = options.schema === undefined ? {} : { schema: options.schema };
  return filesSource(location, { name, extensions, ...given, source }, options);
}

function bounded<Row>(
  name: string,
  list: () => Promise<readonly FileInfo[]>,
  planned: Schema | undefined,
  options: AvroOptions,
): Source<Row> {
  let table: Promise<AvroTable> | undefined;
  const opened = (): Promise<AvroTable> => (table ??= list().then((found) => openTable(name, found, planned, options)));
  return {
    name,
    boundedness: "bounded",
    describe: async () => {
      const { files, schema } = await opened();
      return { schema, sizeBytes: [...files.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
    },
    splits: async ({ columns }) => {
      const { files, schema } = await opened();
      projected(schema, columns, name);
      return [...files.values()].flatMap(({ path, dataStart, sizeBytes }) =>
        dataStart >= sizeBytes ? [] : fileSplits(path, dataStart, sizeBytes),
      );
    },
    open: async (split, position, context) => {
      const { files, schema } = await opened();
      const { path, start, end } = split as FileSplit;
      const file = files.get(path);
      if (file === undefined) throw foreignSplit(path, name);
      const { int64 = "number" } = options;
      const reading = { schema: projected(schema, context.request.columns, name), int64, start, end };
      return blocksReader(file, reading, position, context);
    },
  };
}
