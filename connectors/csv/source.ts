import type { FileInfo, Schema, Source, Split } from "../../core/io/mod.ts";
import { fileSystemOf } from "../../core/io/mod.ts";
import { indexOfByte } from "../../core/platform/mod.ts";
import {
  type FileFormat,
  type FileLocation,
  type FileSplit,
  fileSplit,
  filesSource,
  foreignSplit,
  locationText,
  packedToo,
  projected,
  textSplits,
  wholeLines,
  withoutColumns,
} from "../files/mod.ts";
import type { CsvHead } from "./head.ts";
import { type CsvOptions, type CsvTestOptions, extensions } from "./options.ts";
import { type CsvReading, csvReader } from "./reader.ts";
import { type CsvTable, openTable, requireDeclared, requirePlanned } from "./table.ts";

/** The files of a location as a bounded source. */
export function csvSource<Row>(location: FileLocation, options: CsvOptions<Row> & CsvTestOptions): Source<Row> {
  const name = `csv(${locationText(location)})`;
  const source: FileFormat<Row>["source"] = (list, without, planned) =>
    bounded(name, list, planned, withoutColumns(options, without));
  const schema = options.schema === undefined ? {} : { schema: options.schema };
  return filesSource(location, { name, extensions: packedToo(extensions), ...schema, source }, options);
}

function bounded<Row>(
  name: string,
  list: () => Promise<readonly FileInfo[]>,
  planned: Schema | undefined,
  options: CsvOptions<Row> & CsvTestOptions,
): Source<Row> {
  let table: Promise<CsvTable> | undefined;
  const opened = async (): Promise<CsvTable> => {
    table ??= list().then((files) => openTable(files, planned, options));
    return table;
  };
  return {
    name,
    boundedness: "bounded",
    describe: async () => {
      const { files, schema } = await opened();
      return { schema, sizeBytes: [...files.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
    },
    splits: async ({ columns }) => {
      const read = await opened();
      projected(read.schema, columns, name);
      if (planned === undefined) requireDeclared(read, name);
      else if (options.schema === undefined) requirePlanned(read, name);
      const splits: Split[] = [];
      for (const head of read.files.values()) splits.push(...(await splitsOf(head, options)));
      return splits;
    },
    open: async (split, position, context) => {
      const { files, schema } = await opened();
      const { path } = split as FileSplit;
      const head = files.get(path);
      if (head === undefined) throw foreignSplit(path, name);
      const wanted = projected(schema, context.request.columns, name);
      const reading: CsvReading = { name, schema: wanted, options };
      return csvReader(head, await wholeLines(split as FileSplit, head), position, context, reading);
    },
  };
}

async function splitsOf(head: CsvHead, options: CsvOptions & CsvTestOptions): Promise<readonly FileSplit[]> {
  const { path, form, dataStart, end, sizeBytes, names } = head;
  if (names.length === 0) return [];
  const splits: FileSplit[] = [];
  for (const split of textSplits(path, form, { start: dataStart, end, sizeBytes }, options.splitBytes)) {
    const before = splits.at(-1);
    if (before === undefined || (await endsRowsAt(head, split.start))) splits.push(split);
    else splits[splits.length - 1] = fileSplit(path, before.start, split.end);
  }
  return splits;
}

/**
 * Whether any newline near a cut ends a row: where quotes are near, it may be one within them. (Where a longer text
 * without any quote is cut, the split before it fails as its quotes are not closed: nothing is misread silently.)
 */
async function endsRowsAt({ path, dialect }: CsvHead, cut: number): Promise<boolean> {
  if (!dialect.multiline || dialect.quote < 0) return true;
  const files = await fileSystemOf(path);
  const near = await files.read(path, { start: Math.max(0, cut - nearBytes), end: cut + nearBytes });
  return indexOfByte(near, dialect.quote) < 0;
}

const nearBytes = 2 ** 16;
