import type { FileInfo, Schema, Source } from "../../core/io/mod.ts";
import type { FileFormat, FileLocation } from "../files/mod.ts";
import { filesSource, locationText, projected, withoutColumns } from "../files/mod.ts";
import { quote } from "./errors.ts";
import { openTable } from "./open-table.ts";
import { extensions, type ParquetOptions } from "./options.ts";
import { mayMatch } from "./prune.ts";
import { rowGroupReader } from "./split-reader.ts";
import type { RowGroupSplit } from "./splits.ts";
import { splitsOf } from "./splits.ts";
import type { ParquetTable } from "./table.ts";

/** The files of a location as a bounded source; a split is a row group or several small ones. */
export function parquetSource<Row>(location: FileLocation, options: ParquetOptions<Row>): Source<Row> {
  const name = `parquet(${locationText(location)})`;
  const source: FileFormat<Row>["source"] = (list, without, planned) =>
    bounded(name, list, planned, withoutColumns(options, without));
  return filesSource(
    location,
    { name, extensions, ...(options.schema && { schema: options.schema }), source },
    options,
  );
}

/** @param planned The columns of the run that later files are read for. */
function bounded<Row>(
  name: string,
  list: () => Promise<readonly FileInfo[]>,
  planned: Schema | undefined,
  options: ParquetOptions,
): Source<Row> {
  let table: Promise<ParquetTable> | undefined;
  const opened = () => {
    table ??= list().then((found) => openTable(name, found, { declared: options.schema, planned }, options));
    return table;
  };
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
    splits: async ({ columns, conditions }) => {
      const { files, schema } = await opened();
      projected(schema, columns, name);
      return [...files.values()].flatMap((file) => splitsOf(file, (group) => mayMatch(file, group, conditions)));
    },
    open: async (split, position, context) => {
      const { files, schema } = await opened();
      const { path, first, end } = split as RowGroupSplit;
      const file = files.get(path);
      if (file === undefined) {
        throw new TypeError(
          `Cannot read ${quote(path)} as it must be among the files of ${name}: got a split of another source; ` +
            "restore from a checkpoint of this job",
        );
      }
      const reading = { name, schema: projected(schema, context.request.columns, name), options };
      return rowGroupReader(file, { first, end }, reading, position, context);
    },
  };
}
