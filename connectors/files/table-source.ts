import type { ReadContext, ScanRequest, Schema, Source, Split, SplitPosition, SplitReader } from "../../core/io/mod.ts";
import { projected } from "./projection.ts";
import { type FileSplit, foreignSplit } from "./text/file-splits.ts";

/** Files that are read as one table, and what of them is known from the beginning. */
export interface FileTable<File extends { readonly sizeBytes: number }> {
  /** By their paths. */
  readonly files: ReadonlyMap<string, File>;
  readonly schema: Schema;
}

/** How a format reads the files of a table. */
export interface TableFormat<File, Table> {
  /** Looks at the files: once for all runs of a source. */
  open(): Promise<Table>;
  splits(table: Table, request: ScanRequest): readonly Split[] | Promise<readonly Split[]>;
  /** @param schema The columns that are wanted. */
  read(
    file: File,
    split: FileSplit,
    schema: Schema,
    place: { readonly position: SplitPosition | undefined; readonly context: ReadContext },
  ): SplitReader | Promise<SplitReader>;
}

/** The rows of the files of a table. */
export function fileTableSource<Row, File extends { readonly sizeBytes: number }, Table extends FileTable<File>>(
  name: string,
  { open, splits, read }: TableFormat<File, Table>,
): Source<Row> {
  let table: Promise<Table> | undefined;
  const opened = (): Promise<Table> => (table ??= open());
  return {
    name,
    boundedness: "bounded",
    describe: async () => {
      const { files, schema } = await opened();
      return { schema, sizeBytes: [...files.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
    },
    splits: async (request) => {
      const found = await opened();
      projected(found.schema, request.columns, name);
      return splits(found, request);
    },
    open: async (split, position, context) => {
      const { files, schema } = await opened();
      const { path } = split as FileSplit;
      const file = files.get(path);
      if (file === undefined) throw foreignSplit(path, name);
      return read(file, split as FileSplit, projected(schema, context.request.columns, name), { position, context });
    },
  };
}
