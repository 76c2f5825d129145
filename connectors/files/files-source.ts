import type { FileInfo, Schema, Source, Split, SplitPosition } from "../../core/io/mod.ts";
import type { Duration } from "../../core/mod.ts";
import { joinNumberOf, type ReadJoins } from "./compaction/joined-files.ts";
import { basesOf } from "./folder-columns.ts";
import { folderedSource } from "./foldered-source.ts";
import { expandLocation, type FileLocation, filesSoFar } from "./location.ts";
import { type SeenFile, type SeenFiles, seenAs, seenFiles } from "./watching/seen-files.ts";
import { type WatchOptions, type WatchSettings, watchSettings } from "./watching/watch-options.ts";
import { withoutReadJoins } from "./watching/watched-joins.ts";
import { type WatchPosition, watchedReader } from "./watching/watched-reader.ts";

/** How the files of a format are read. */
export interface FileFormat<Row> {
  /** For plans and errors, e.g. `csv(logs/)`. */
  readonly name: string;
  /** What folders are searched for. */
  readonly extensions: readonly string[];
  /** The columns where no file is there yet that would tell them. */
  readonly schema?: Schema;
  /**
   * These files and no others as a bounded source.
   *
   * @param without Columns of a given schema that the files do not have, since their folders do.
   * @param planned The columns of the plan that they are read for; else they are those of the files.
   */
  source(list: () => Promise<readonly FileInfo[]>, without: ReadonlySet<string>, planned?: Schema): Source<Row>;
}

export interface ReadOptions {
  /**
   * Reading goes on without end: files that come to the location later are read once each, also across restarts. How often it
   * is looked at, as in `"5s"`, or more of it. Default: the files that are there when the run begins.
   */
  readonly watch?: Duration | WatchOptions;
  /**
   * What folders such as `origin=JFK/` below the location are: `"columns"` (the default) of every row of the files in them, or
   * nothing but names (`"ignored"`).
   */
  readonly folders?: "columns" | "ignored";
}

/** The files of a location as a source: bounded, or with `watch` also those that come later. */
export function filesSource<Row>(
  location: FileLocation,
  format: FileFormat<Row>,
  { watch, folders }: ReadOptions = {},
): Source<Row> {
  const { name, schema } = format;
  const bases = folders === "ignored" ? [] : basesOf(location);
  const given = schema === undefined ? {} : { schema };
  const sourceOf: SourceOf<Row> = (list, planned) =>
    folderedSource({ name, bases, list, source: format.source, ...given }, planned);
  if (watch !== undefined) return watchedSource(location, format, sourceOf, watchSettings(watch, name));
  return sourceOf(() => expandLocation(location, format.extensions));
}

/** These files, with what their folders tell. */
type SourceOf<Row> = (list: () => Promise<readonly FileInfo[]>, planned?: Schema) => Source<Row>;

function watchedSource<Row>(
  location: FileLocation,
  format: FileFormat<Row>,
  sourceOf: SourceOf<Row>,
  settings: WatchSettings,
): Source<Row> {
  const { name, extensions } = format;
  const { readers } = settings;
  let described: Promise<Schema> | undefined;
  const planned = (): Promise<Schema> => (described ??= schemaAtStart(location, format, sourceOf));
  const source = async (file: FileInfo): Promise<Source<Row>> => sourceOf(async () => [file], await planned());
  return {
    name,
    boundedness: "unbounded",
    describe: async () => ({ schema: await planned() }),
    splits: async (_request, stored) => {
      // One look for all readers: what was joined before any of them began, one of them reads as a whole.
      const isBegun = [...(stored?.values() ?? [])].some((at) => at !== "begin");
      const files = readers === 1 || isBegun ? [] : await filesSoFar(location, extensions, new Map());
      const joined = files.filter(({ path }) => joinNumberOf(path) !== undefined).map(seenAs);
      return Array.from({ length: readers }, (_, at): ReaderSplit => {
        return { id: `reader ${at + 1} of ${readers}`, reader: at, joined };
      });
    },
    open: async (split, position: SplitPosition | undefined, context) => {
      const { reader, joined } = split as ReaderSplit;
      const isOwn = (path: string): boolean => readerOf(path, readers) === reader;
      const others = joined.filter(([path]) => !isOwn(path));
      const first: WatchPosition = { seen: others, whole: joined.filter(([path]) => isOwn(path)) };
      const { seen, file, whole = [] } = (position as WatchPosition | undefined) ?? first;
      const wholePaths = new Set(whole.map(([path]) => path));
      const share = { isOwn, isWhole: (path: string): boolean => readers === 1 || wholePaths.has(path) };
      const joins: ReadJoins = new Map();
      const list = async (seen: SeenFiles): Promise<readonly FileInfo[]> =>
        withoutReadJoins(await filesSoFar(location, extensions, joins), seen, share, joins);
      return watchedReader({ seen: seenFiles(seen, settings), file, whole }, { settings, context, list, source });
    },
  };
}

interface ReaderSplit extends Split {
  readonly reader: number;
  /** Joined files that were there before any reader began. */
  readonly joined: readonly SeenFile[];
}

/** What the files tell that are there when the run is planned. */
async function schemaAtStart<Row>(
  location: FileLocation,
  { name, extensions, schema }: FileFormat<Row>,
  sourceOf: SourceOf<Row>,
): Promise<Schema> {
  const files = await filesSoFar(location, extensions, new Map());
  if (files.length > 0) return (await sourceOf(async () => files).describe!()).schema!;
  if (schema !== undefined) return schema;
  throw new Error(
    `Cannot plan ${name} as its columns must be known: got no file yet that would tell them; ` +
      "check the path, give a schema, or begin once the first file is there",
  );
}

/** The same whenever it is asked, and about as many for each. */
function readerOf(path: string, readers: number): number {
  let hash = 0x811c9dc5; // FNV-1a
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % readers;
}
