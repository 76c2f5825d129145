import {
  type Batch,
  type Column,
  type FileInfo,
  makeBatch,
  rowSchema,
  type ScanRequest,
  type Schema,
  type Source,
  type SplitReader,
} from "../../core/io/mod.ts";
import { constantColumn } from "./constant-column.ts";
import { type FolderColumns, folderColumns, mayFulfil, withFolders } from "./folder-columns.ts";
import { projected } from "./projection.ts";

/** What the files of a foldered source are. */
export interface Foldered<Row> {
  readonly name: string;
  /** Below these, folders tell columns. */
  readonly bases: readonly string[];
  list(): Promise<readonly FileInfo[]>;
  /** The files themselves, with these columns where they are planned. */
  source(list: () => Promise<readonly FileInfo[]>, without: ReadonlySet<string>, planned?: Schema): Source<Row>;
  /** Types that the user gave. */
  readonly schema?: Schema;
}

/** The same source with the columns that folders tell. Files whose folders show that no row of theirs is wanted are not read. */
export function folderedSource<Row>(of: Foldered<Row>, planned?: Schema): Source<Row> {
  let opening: Promise<Opened<Row>> | undefined;
  const opened = (): Promise<Opened<Row>> => (opening ??= open(of, planned, of.list()));
  // Each plan begins with it: a dataset that is run again, as in a notebook, has the files that are there by then.
  const openedAnew = async (): Promise<Opened<Row>> => {
    if (opening === undefined) return opened();
    const [before, files] = await Promise.all([opening.catch(() => undefined), of.list()]);
    if (before === undefined || !areSame(before.files, files)) opening = open(of, planned, files);
    return opened();
  };
  const source = fixedSource(of, opened);
  return {
    ...source,
    describe: async () => {
      const open = await openedAnew();
      const { schema, ...rest } = await open.inner.describe!();
      const all = open.columns.fields.length === 0 ? schema! : withFolders(schema!, open.columns);
      // Another run of the dataset may find other files while this one reads.
      return {
        ...rest,
        schema: all,
        inferred: of.schema?.open ?? of.schema === undefined,
        source: fixedSource(of, async () => open),
      };
    },
  };
}

/** The files that were found, and no others. */
function fixedSource<Row>({ name }: Foldered<Row>, opened: () => Promise<Opened<Row>>): Source<Row> {
  return {
    name,
    boundedness: "bounded",
    splits: async (request) => {
      const { inner, columns } = await opened();
      if (columns.fields.length === 0) return inner.splits(request);
      const { conditions } = request;
      projected(withFolders((await inner.describe!()).schema!, columns), request.columns, name);
      const splits = await inner.splits(innerRequest(request, columns));
      return splits.filter((split) =>
        mayFulfil(columns.fields, columns.valuesOf((split as unknown as { path: string }).path), conditions),
      );
    },
    open: async (split, position, context) => {
      const { inner, columns } = await opened();
      if (columns.fields.length === 0) return inner.open(split, position, context);
      const request = innerRequest(context.request, columns);
      const reader = await inner.open(split, position, { ...context, request });
      return withValues(reader, (split as unknown as { path: string }).path, columns, context.request.columns);
    },
  };
}

interface Opened<Row> {
  readonly files: readonly FileInfo[];
  readonly inner: Source<Row>;
  readonly columns: FolderColumns;
}

/** What can be read once alone, as a pipe, stays what it was. */
function areSame(before: readonly FileInfo[], now: readonly FileInfo[]): boolean {
  return (
    before.length === now.length &&
    before.every((file, at) => {
      const other = now[at]!;
      if (file.path !== other.path) return false;
      if (file.special !== undefined) return true;
      return ["sizeBytes", "modifiedMs", "version"].every((of) => file[of as "version"] === other[of as "version"]);
    })
  );
}

async function open<Row>(
  of: Foldered<Row>,
  planned: Schema | undefined,
  listed: readonly FileInfo[] | Promise<readonly FileInfo[]>,
): Promise<Opened<Row>> {
  const files = await listed;
  const columns = folderColumns(files, of.bases, of.schema ?? planned);
  const names = new Set(columns.fields.map(({ name }) => name));
  const rest =
    planned &&
    rowSchema(
      planned.fields.filter(({ name }) => !names.has(name)),
      planned.open ? { open: true } : {},
    );
  return { files, inner: of.source(async () => files, names, rest), columns };
}

/** What is asked of the files themselves. */
function innerRequest({ columns, conditions }: ScanRequest, { fields }: FolderColumns): ScanRequest {
  const isOwn = (column: string): boolean => fields.every(({ name }) => name !== column);
  return { columns: columns?.filter(isOwn), conditions: conditions.filter(({ column }) => isOwn(column)) };
}

function withValues(
  reader: SplitReader,
  path: string,
  columns: FolderColumns,
  asked: readonly string[] | undefined,
): SplitReader {
  const values = columns.valuesOf(path);
  const added = columns.fields.flatMap((field, at) =>
    asked === undefined || asked.includes(field.name) ? [{ ...field, value: values[at] }] : [],
  );
  const names = new Set(columns.fields.map(({ name }) => name));
  let [from, schema]: [Schema | undefined, Schema] = [undefined, rowSchema([])];
  const widened = (batch: Batch): Batch => {
    // What only lets bad records be told has no rows to add to.
    if (batch.rowCount === 0) return batch;
    const own = batch.schema.fields.filter(({ name }) => !names.has(name));
    if (batch.schema !== from) {
      from = batch.schema;
      const fields = added.map(({ name, type }) => ({ name, type }));
      schema = rowSchema([...own, ...fields], from.open ? { open: true } : {});
    }
    const given = own.map(({ name }): Column => batch.columns[batch.schema.index.get(name)!]!);
    const told = added.map(({ type, value }) => constantColumn(type, value, batch.rowCount));
    return makeBatch(schema, batch.rowCount, [...given, ...told], batch);
  };
  const { read } = reader;
  return {
    ...reader,
    read: () => {
      const batch = read();
      if (batch instanceof Promise) return batch.then((each) => each && widened(each));
      return batch && widened(batch);
    },
  };
}
