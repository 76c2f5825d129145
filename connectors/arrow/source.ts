import type { FileInfo, Schema, Source } from "../../core/io/mod.ts";
import {
  type FileFormat,
  type FileLocation,
  type FileSplit,
  fileSplit,
  filesSource,
  fileTableSource,
  locationText,
  withoutColumns,
} from "../files/mod.ts";
import type { ArrowFile } from "./container.ts";
import { type ArrowOptions, extensions } from "./options.ts";
import { batchesReader } from "./split-reader.ts";
import { type ArrowTable, openAll, tableOf } from "./table.ts";

/** The files of a location; a split is some batches of a file, or a whole stream. */
export function arrowSource<Row>(location: FileLocation, options: ArrowOptions<Row>): Source<Row> {
  const name = `arrow(${locationText(location)})`;
  const source: FileFormat<Row>["source"] = (list, without, planned) =>
    bounded(name, list, planned, withoutColumns(options, without));
  const given = options.schema === undefined ? {} : { schema: options.schema };
  return filesSource(location, { name, extensions, ...given, source }, options);
}

function bounded<Row>(
  name: string,
  list: () => Promise<readonly FileInfo[]>,
  planned: Schema | undefined,
  options: ArrowOptions,
): Source<Row> {
  return tableSource(name, async () => openAll(await list()), planned, options);
}

/** The rows of files, streams, or what lies in memory as one of them. */
export function tableSource<Row>(
  name: string,
  open: () => Promise<readonly ArrowFile[]>,
  planned: Schema | undefined,
  options: Pick<ArrowOptions, "int64" | "schema">,
): Source<Row> {
  return fileTableSource(name, {
    open: async () => tableOf(name, await open(), planned, options),
    splits: ({ files }: ArrowTable) => [...files.values()].flatMap(splitsOf),
    read: (file: ArrowFile, split, schema, { position, context }) =>
      batchesReader(file, split, { name, schema, int64: options.int64 }, position, context),
  });
}

const splitBytes = 32 * 2 ** 20;

/** Neighbouring batches are one split up to a size; a stream is one, as its dictionaries may change. */
function splitsOf({ path, blocks, dataStart, sizeBytes }: ArrowFile): readonly FileSplit[] {
  if (blocks === undefined) return dataStart >= sizeBytes ? [] : [fileSplit(path, dataStart, sizeBytes)];
  const splits: FileSplit[] = [];
  let start: number | undefined;
  const batches = [...blocks.batches].sort((a, b) => a.at - b.at);
  for (const [block, { at, headBytes, bodyBytes }] of batches.entries()) {
    start ??= at;
    const end = batches[block + 1]?.at ?? at + headBytes + bodyBytes;
    if (splits.at(-1)?.start === start) splits.pop();
    splits.push(fileSplit(path, start, end));
    if (end - start >= splitBytes) start = undefined;
  }
  return splits;
}
