import type { FileInfo, Schema, Source } from "../../core/io/mod.ts";
import {
  type FileFormat,
  type FileLocation,
  fileSplits,
  filesSource,
  fileTableSource,
  locationText,
  withoutColumns,
} from "../files/mod.ts";
import type { AvroFile } from "./container.ts";
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
  return fileTableSource(name, {
    open: async () => openTable(name, await list(), planned, options),
    splits: ({ files }: AvroTable) =>
      [...files.values()].flatMap(({ path, dataStart, sizeBytes }) =>
        dataStart >= sizeBytes ? [] : fileSplits(path, dataStart, sizeBytes),
      ),
    read: (file: AvroFile, { start, end }, schema, { position, context }) =>
      blocksReader(file, { name, schema, int64: options.int64 ?? "number", start, end }, position, context),
  });
}
