import { FileExists, type FileInfo, fileSystemOf } from "../../../core/io/mod.ts";
import { localPath, uniqueName } from "../../../core/platform/mod.ts";
import { isGlob, isHidden } from "../glob.ts";
import { type FileLocation, locationText } from "../location.ts";
import { isAs, seenAs } from "../watching/seen-files.ts";
import { folderPlace } from "../writing/write-target.ts";
import type { Compacted, CompactSettings, JoinFormat } from "./compact-files.ts";
import { keepsConditions, withClaim } from "./join-claim.ts";
import { type JoinFolder, removeParts, writeSmall } from "./join-steps.ts";
import {
  folderOf,
  type Join,
  type JoinedPart,
  type JoinList,
  joinedName,
  joinListOf,
  joinListPath,
  nameIn,
  pathIn,
  readJoin,
} from "./joined-files.ts";
import { settledJoins } from "./settled-joins.ts";

/** Joins the small files of a folder and of those below it, each by itself. */
export async function compactFolders(joining: JoinFormat, settings: CompactSettings): Promise<Compacted> {
  const path = folderOfTable(joining);
  const store = await fileSystemOf(path);
  if ((await store.stat(path))?.kind !== "folder") throw noFolder(joining, path);
  const folders = await foldersIn(store, path, joining.extensions, (below) => !isHidden(nameIn(below)));
  const busy = folders.filter(({ files, hidden }) => files.length > 1 || hidden.some((file) => joinListOf(file.path)));
  // Of two that come one after the other a bucket may refuse the second, and take both that come at once (SeaweedFS): no try tells.
  const keeps = busy.length > 0 && !path.startsWith("s3:") && (await keepsConditions(store, path));
  let done: Compacted = { joined: 0, into: 0, removed: 0 };
  for (const folder of busy) {
    const { joined, into, removed } = keeps
      ? await compactFolder(folder, joining, settings)
      : await compactClaimed(folder, joining, settings);
    done = { joined: done.joined + joined, into: done.into + into, removed: done.removed + removed };
  }
  return done;
}

function compactClaimed(folder: JoinFolder, joining: JoinFormat, settings: CompactSettings): Promise<Compacted> {
  const { store } = folder;
  const look = async (): Promise<JoinFolder> => {
    const [now] = await foldersIn(store, folder.folder || ".", joining.extensions, () => false);
    return now ?? { ...folder, files: [], hidden: [] };
  };
  return withClaim(folder, look, joining.name, (now, stillOurs) => compactFolder(now, joining, settings, stillOurs));
}

function folderOfTable({ name, location, extensions }: JoinFormat): string {
  const isOne = typeof location === "string" || location instanceof URL;
  const path = isOne ? localPath(String(location)).replace(/(.)\/+$/, "$1") : "";
  if (isOne && !isGlob(path) && !folderPlace(location, extensions).replaces) return path;
  throw new TypeError(
    `Cannot join the files of ${name} as they must be those of a folder that runs add to: got ${whatElse(location)}; ` +
      "give the folder by its name",
  );
}

function whatElse(location: FileLocation): string {
  if (typeof location !== "string" && !(location instanceof URL)) return "several places";
  return isGlob(String(location)) ? "a pattern" : "the name of a file, or of a folder in its place, which runs replace";
}

function noFolder({ name, location }: JoinFormat, path: string): Error {
  return new Error(
    `Cannot join the files of ${name} as ${JSON.stringify(locationText(location))} must be a folder that is there: ` +
      `got no folder ${JSON.stringify(path)}; check the path`,
  );
}

async function foldersIn(
  store: JoinFolder["store"],
  path: string,
  extensions: readonly string[],
  enter: (below: string) => boolean,
): Promise<readonly JoinFolder[]> {
  const folders = new Map<string, JoinFolder>();
  for await (const file of store.list(path, { enter })) {
    const folder = folderOf(file.path);
    const listed = folders.get(folder) ?? { folder, store, files: [], hidden: [] };
    folders.set(folder, listed);
    if (isHidden(nameIn(file.path))) listed.hidden.push(file);
    else if (endingOf(file.path, extensions) !== undefined) listed.files.push(file);
  }
  return [...folders.values()];
}

/** @param stillOurs Throws where another call took over meanwhile. */
async function compactFolder(
  folder: JoinFolder,
  joining: JoinFormat,
  settings: CompactSettings,
  stillOurs?: () => Promise<void>,
): Promise<Compacted> {
  const { taken, removed, highest } = await settledJoins(folder, settings);
  const joins: Join[] = [];
  let joined = 0;
  for (const files of await smallFiles(folder, taken, joining, settings)) {
    const join = await joinFiles(folder, files, highest + 1 + joins.length, { joining, stillOurs });
    // A file that changed meanwhile was not whole: it is left for another time.
    if (join === undefined) break;
    joins.push(join);
    joined += files.length;
  }
  const isKept = settings.keepForMs > 0;
  for (const join of isKept ? [] : joins) await removeParts(folder.store, join);
  const gone = isKept ? 0 : joined;
  return { joined, into: joins.length, removed: removed + gone };
}

/** Files that become one, for each; the oldest first. */
async function smallFiles(
  { files, hidden }: JoinFolder,
  taken: ReadonlySet<string>,
  joining: JoinFormat,
  { targetBytes, olderThanMs, clock }: CompactSettings,
): Promise<readonly (readonly FileInfo[])[]> {
  // One that still has a hidden name, too, is being committed: its writer may be about to do that again.
  const committing = new Set(
    hidden.flatMap(({ path }) => /(?:^|\/)\.([^/]+)\.[0-9a-f]{16}\.[^/]*tmp$/.exec(path)?.[1] ?? []),
  );
  // A server's clock may be ahead of ours, as may be the finer time of a file.
  const latestMs = olderThanMs === 0 ? Number.POSITIVE_INFINITY : clock.nowMs() - olderThanMs;
  const small = files
    .filter(({ path, sizeBytes, modifiedMs }) => {
      const isFree = !taken.has(path) && !committing.has(nameIn(path));
      return isFree && sizeBytes < targetBytes / 2 && modifiedMs <= latestMs;
    })
    .sort((a, b) => a.modifiedMs - b.modifiedMs || (a.path < b.path ? -1 : 1));
  const kinds = await kindsOf(small.length < 2 ? [] : small, joining);
  return [...kinds.values()].flatMap((alike) => inParts(alike, targetBytes));
}

/** Only what is alike can be joined. */
async function kindsOf(small: readonly FileInfo[], joining: JoinFormat): Promise<Map<string, FileInfo[]>> {
  const kinds = new Map<string, FileInfo[]>();
  for (let at = 0; at < small.length; at += 8) {
    const some = small.slice(at, at + 8);
    const found = await Promise.all(some.map((file) => joining.kindOf(file)));
    for (const [of, file] of some.entries()) {
      const kind = `${endingOf(file.path, joining.extensions)} ${found[of]}`;
      const alike = kinds.get(kind);
      if (alike === undefined) kinds.set(kind, [file]);
      else alike.push(file);
    }
  }
  return kinds;
}

function inParts(alike: readonly FileInfo[], targetBytes: number): readonly (readonly FileInfo[])[] {
  const parts: FileInfo[][] = [];
  let sizeBytes = Number.POSITIVE_INFINITY;
  for (const file of alike) {
    if (sizeBytes + file.sizeBytes > targetBytes) {
      parts.push([]);
      sizeBytes = 0;
    }
    parts.at(-1)!.push(file);
    sizeBytes += file.sizeBytes;
  }
  return parts.filter((files) => files.length > 1);
}

/** Undefined where a file is another one now. */
async function joinFiles(
  { folder, store, hidden }: JoinFolder,
  files: readonly FileInfo[],
  number: number,
  { joining, stillOurs }: { readonly joining: JoinFormat; readonly stillOurs: (() => Promise<void>) | undefined },
): Promise<Join | undefined> {
  const path = pathIn(folder, joinedName(number, uniqueName(), endingOf(files[0]!.path, joining.extensions)!));
  const temporary = await joining.join(files, path);
  const now = await Promise.all(files.map((file) => store.stat(file.path)));
  if (!files.every((file, at) => now[at] !== undefined && isAs(now[at], seenAs(file)))) {
    await store.delete(temporary);
    return undefined;
  }
  const lists = new Set(hidden.map((file) => file.path));
  const of = await Promise.all(files.map((file) => partOf(file, lists)));
  const list: JoinList = { file: nameIn(path), temporary, of };
  try {
    await stillOurs?.();
    await writeSmall(store, joinListPath(folder, number, "json"), JSON.stringify(list), true);
  } catch (error) {
    await store.delete(temporary);
    throw error instanceof FileExists ? underWay(joining, folder, error) : error;
  }
  await store.publish(temporary, path, { ifAbsent: true });
  return { ...list, folder, number };
}

async function partOf(
  { path, modifiedMs, sizeBytes, version }: FileInfo,
  lists: ReadonlySet<string>,
): Promise<JoinedPart> {
  const part = { name: nameIn(path), modifiedMs, sizeBytes, ...(version === undefined ? {} : { version }) };
  const [, number] = /part-joined-(\d{8,})-/.exec(part.name) ?? [];
  const list = number === undefined ? undefined : joinListPath(folderOf(path), Number(number), "json");
  const before = list === undefined || !lists.has(list) ? undefined : await readJoin(list);
  return before === undefined ? part : { ...part, of: before.of };
}

function underWay({ name }: JoinFormat, folder: string, cause: unknown): Error {
  return new Error(
    `Cannot join the files of ${name} as one call at a time must do that in a folder: got another one that joined files of ` +
      `${JSON.stringify(folder)} meanwhile; call it again when that has ended`,
    { cause },
  );
}

function endingOf(path: string, extensions: readonly string[]): string | undefined {
  const found = extensions.filter((extension) => path.toLowerCase().endsWith(extension));
  return found.sort((a, b) => b.length - a.length)[0];
}
