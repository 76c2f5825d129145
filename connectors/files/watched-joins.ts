import type { FileInfo } from "../../core/io/mod.ts";
import {
  folderOf,
  type Join,
  type JoinedPart,
  joinListPath,
  joinNumberOf,
  type ListedPlace,
  pathIn,
  type ReadJoins,
  readJoin,
} from "./joined-files.ts";
import type { SeenFile, SeenFiles } from "./seen-files.ts";

/**
 * The files that a reader of a watched place is to meet, where small ones are joined meanwhile: one whose rows it has read is no
 * new one, and where it has read some of them it goes on with the others one by one. Nothing is read twice by that, and
 * nothing left out.
 *
 * @param read Lists of joins that were read before.
 * @throws Where some rows of a joined file were read, and the files that had the others are gone.
 */
export async function withoutReadJoins(
  place: ListedPlace,
  seen: SeenFiles,
  read: ReadJoins,
): Promise<readonly FileInfo[]> {
  const left = new Map(place.files.map((file) => [file.path, file]));
  for (const file of place.files) {
    const number = joinNumberOf(file.path);
    if (number === undefined) continue;
    const join = await readJoin(joinListPath(folderOf(file.path), number, "json"), read);
    if (join !== undefined) meet(file, join, seen, left);
  }
  return [...left.values()];
}

function meet(file: FileInfo, join: Join, seen: SeenFiles, left: Map<string, FileInfo>): void {
  const parts = join.of.map((part) => ({ part, path: pathIn(join.folder, part.name), of: readOf(part, join, seen) }));
  const isBegun = seen.has(partAs(file.path, file));
  const isRead = isBegun || parts.every(({ of }) => of === "all");
  if (isRead || parts.every(({ of }) => of === "none")) {
    if (isRead && !isBegun) seen.read(file);
    for (const { path } of parts) left.delete(path);
    return;
  }
  left.delete(file.path);
  for (const { part, path, of } of parts) {
    const isThere = left.has(path);
    if (of === "all") {
      // Stays known as read until all are, though it may be gone.
      if (!isThere) left.set(path, { path, kind: "file", ...part });
    } else if (!isThere) throw partlyRead(file.path, path);
  }
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

function partlyRead(joined: string, gone: string): Error {
  return new Error(
    `Cannot go on watching as the rows of ${JSON.stringify(joined)} were read in part: got no ${JSON.stringify(gone)} any more, ` +
      "which had others of them; give compactFiles a keepFor that is longer than a reader is behind, and begin this one anew",
  );
}

/** Readers that share the files of a place do not know what the others have read. */
export function refuseJoins({ files }: ListedPlace, name: string, readers: number): void {
  const joined = files.find(({ path }) => joinNumberOf(path) !== undefined);
  if (readers === 1 || joined === undefined) return;
  throw new Error(
    `Cannot watch ${name} by ${readers} readers as files that compactFiles joined must be read by one, who knows what it has read of them: ` +
      `got ${JSON.stringify(joined.path)}; leave readers out, or keep compactFiles from the folder`,
  );
}
