import type { Source } from "../../core/io/mod.ts";
import { openFile, quote } from "./file.ts";
import { filesAt } from "./locations.ts";
import type { ParquetOptions } from "./options.ts";
import { rowGroupReader } from "./split-reader.ts";
import type { RowGroupSplit } from "./splits.ts";
import { splitsOf } from "./splits.ts";
import type { ParquetTable } from "./table.ts";
import { projected, tableOf } from "./table.ts";

/** The files of a location as a bounded source; a split is a row group or several small ones. */
export function parquetSource<Row>(location: string, options: ParquetOptions): Source<Row> {
  const name = `parquet(${location})`;
  let table: Promise<ParquetTable> | undefined;
  const opened = () => (table ??= openTable(location, options));
  return {
    name,
    boundedness: "bounded",
    describe: async () => {
      const { files, schema } = await opened();
      const all = [...files.values()];
      return {
        schema,
        rows: all.reduce((sum, file) => sum + file.metadata.rows, 0),
        sizeBytes: all.reduce((sum, file) => sum + file.sizeBytes, 0),
      };
    },
    splits: async (request) => {
      const { files, schema } = await opened();
      projected(schema, request.columns, name);
      return [...files.values()].flatMap((file) => splitsOf(file, () => true));
    },
    open: async (split, position, context) => {
      const { files, schema } = await opened();
      const { path, first, end } = split as RowGroupSplit;
      const file = files.get(path);
      if (file === undefined) throw new TypeError(`Cannot read ${quote(path)} as it is not among the files of ${name}`);
      return rowGroupReader(file, { first, end }, projected(schema, context.request.columns, name), position, context);
    },
  };
}

async function openTable(location: string, options: ParquetOptions): Promise<ParquetTable> {
  const { files, found } = await filesAt(location);
  const opened = await Promise.all(found.map((info) => openFile(files, info)));
  return tableOf(opened, options);
}
