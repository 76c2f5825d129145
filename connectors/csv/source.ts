import type { FileInfo, Schema, Source, Split } from "../../core/io/mod.ts";
import { fileSystemOf } from "../../core/io/mod.ts";
import { indexOfByte } from "../../core/platform/mod.ts";
import {
  type FileFormat,
  type FileLocation,
  type FileSplit,
  fileSplit,
  filesSource,
  fileTableSource,
  locationText,
  packedToo,
  textSplits,
  wholeLines,
  withoutColumns,
} from "../files/mod.ts";
import type { CsvHead } from "./head.ts";
import { type CsvOptions, type CsvTestOptions, extensions } from "./options.ts";
import { csvReader } from "./reader.ts";
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
  return fileTableSource(name, {
    open: async () => openTable(await list(), planned, options),
    splits: async (table: CsvTable) => {
      if (planned === undefined) requireDeclared(table, name);
      else if (options.schema === undefined) requirePlanned(table, name);
      const splits: Split[] = [];
      for (const head of table.files.values()) splits.push(...(await splitsOf(head, options)));
      return splits;
    },
    read: async (head: CsvHead, split, schema, { position, context }) =>
      csvReader(head, await wholeLines(split, head), position, context, { name, schema, options }),
  });
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
