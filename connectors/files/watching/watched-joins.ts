import type { FileInfo } from "../../../core/io/mod.ts";
import {
  folderOf,
  type Join,
  type JoinedPart,
  joinListPath,
  joinNumberOf,
  partsWithin,
  pathIn,
  type ReadJoins,
  readJoin,
} from "../compaction/joined-files.ts";
import type { SeenFile, SeenFiles } from "./seen-files.ts";

/** What one of the readers of a place reads of it. */
export interface ReaderShare {
  isOwn(path: string): boolean;
  /**
   * Whether a joined file is read as one. Where several readers share a place, none knows what the others have read of the files that one
   * was made of, so each reads its own of them, unless the joined file was there before any of them began.
   */
  isWhole(path: string): boolean;
}

/**
 * The files that a reader of a watched place is to meet, where small ones are joined meanwhile: one whose rows it has read is no
 * new one, and where it has read some of them it goes on with the others one by one. Nothing is read twice by that, and
 * nothing left out.
 *
 * @param read Lists of joins that were read before.
 * @throws Where some rows of a joined file are to be read from the files that it was made of, and these are gone.
 */
export async function withoutReadJoins(
  files: readonly FileInfo[],
  seen: SeenFiles,
  share: ReaderShare,
  read: ReadJoins,
): Promise<readonly FileInfo[]> {
  const left = new Map(files.map((file) => [file.path, file]));
  // What was joined last first: what a joined file was made of may be one itself.
  for (const [number, file] of joinedFiles(files)) {
    const join = left.has(file.path) && (await readJoin(joinListPath(folderOf(file.path), number, "json"), read));
    if (join) meet(file, join, { seen, share, left });
  }
  return [...left.values()].filter((file) => share.isOwn(file.path) || seen.has(partAs(file.path, file)));
}

function joinedFiles(files: readonly FileInfo[]): readonly (readonly [number: number, file: FileInfo])[] {
  const joined = files.flatMap((file) => {
    const number = joinNumberOf(file.path);
    return number === undefined ? [] : [[number, file] as const];
  });
  return joined.sort(([a], [b]) => b - a);
}

interface Meeting {
  readonly seen: SeenFiles;
  readonly share: ReaderShare;
  readonly left: Map<string, FileInfo>;
}

function meet(file: FileInfo, join: Join, { seen, share, left }: Meeting): void {
  const isWhole = share.isWhole(file.path);
  const parts = (isWhole ? join.of : ownParts(join.of, join.folder, { seen, share })).map((part) => {
    return { part, path: pathIn(join.folder, part.name), of: readOf(part, join, seen) };
  });
  const isBegun = seen.has(partAs(file.path, file));
  const isRead = isBegun || parts.every(({ of }) => of === "all");
  if (isRead || (isWhole && parts.every(({ of }) => of === "none"))) {
    if (isRead && !isBegun) seen.read(file);
    for (const { name } of partsWithin(join.of)) left.delete(pathIn(join.folder, name));
    return;
  }
  left.delete(file.path);
  for (const { part, path, of } of parts) {
    if (left.has(path)) continue;
    if (of !== "all") throw partlyRead(file.path, path, isWhole);
    // Stays known as read until all are, though it is gone.
    const gone: FileInfo = { path, kind: "file", ...part };
    if (!seen.has(partAs(path, part))) seen.read(gone);
    left.set(path, gone);
  }
}

/** Those that this reader reads, of a file that was joined for all readers. */
function ownParts(of: readonly JoinedPart[], folder: string, reader: Omit<Meeting, "left">): readonly JoinedPart[] {
  const { seen, share } = reader;
  return of.flatMap((part) => {
    const path = pathIn(folder, part.name);
    if (part.of !== undefined && !share.isWhole(path) && !seen.has(partAs(path, part)))
      return ownParts(part.of, folder, reader);
    return share.isOwn(path) || seen.has(partAs(path, part)) ? [part] : [];
  });
}

/** How much of a file that was joined has been read. */
function readOf(part: JoinedPart, join: Join, seen: SeenFiles): "all" | "some" | "none" {
  if (seen.has(partAs(pathIn(join.folder, part.name), part))) return "all";
  const of = (part.of ?? []).map((inner) => readOf(inner, join, seen));
  if (of.length === 0 || of.every((each) => each === "none")) return "none";
  return of.every((each) => each === "all") ? "all" : "some";
}

function partAs(path: string, { modifiedMs, sizeBytes, version }: Omit<JoinedPart, "name">): SeenFile {
  return version === undefined ? [path, modifiedMs, sizeBytes] : [path, modifiedMs, sizeBytes, version];
}

function partlyRead(joined: string, gone: string, isWhole: boolean): Error {
  const why = isWhole
    ? `the rows of ${JSON.stringify(joined)} were read in part`
    : `several readers read the rows of ${JSON.stringify(joined)} from what it was made of`;
  return new Error(
    `Cannot go on watching as ${why}: got no ${JSON.stringify(gone)} any more, ` +
      "which had some of them; give compactFiles a keepFor that is longer than a reader is behind, and begin this run anew",
  );
}
