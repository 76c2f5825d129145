import { type FileInfo, fileSystemOf } from "../../../core/io/mod.ts";

// A folder whose small files are joined keeps a list beside each joined file: `_joined-<number>.json`, there before the file is,
// and for as long as the file is. It counts from the moment on that the joined file has its name. `_joined-<number>.done` says
// that what the file was made of is gone, so that only watched folders still ask for the list.

/** A file as it was when it was joined to others, and what it had been made of itself. */
export interface JoinedPart {
  readonly name: string;
  readonly modifiedMs: number;
  readonly sizeBytes: number;
  readonly version?: string;
  readonly of?: readonly JoinedPart[];
}

/** What one list says. */
export interface JoinList {
  /** The name of the joined file. */
  readonly file: string;
  /** By which it is published. */
  readonly temporary: string;
  readonly of: readonly JoinedPart[];
}

export interface Join extends JoinList {
  readonly folder: string;
  readonly number: number;
}

/** Lists that were read, by their path: none changes. */
export type ReadJoins = Map<string, Join>;

export function joinListPath(folder: string, number: number, ending: "json" | "done"): string {
  return pathIn(folder, `_joined-${digits(number)}.${ending}`);
}

export function joinedName(number: number, unique: string, ending: string): string {
  return `part-joined-${digits(number)}-${unique}${ending}`;
}

function digits(number: number): string {
  return String(number).padStart(8, "0");
}

/** Which list a hidden file is, or says to be done with. */
export function joinListOf(path: string): { readonly number: number; readonly ending: "json" | "done" } | undefined {
  const [, number, ending] = /(?:^|\/)_joined-(\d{8,})\.(json|done)$/.exec(path) ?? [];
  return number === undefined ? undefined : { number: Number(number), ending: ending as "json" | "done" };
}

/** The number of the list of a joined file; undefined where the name is that of another one. */
export function joinNumberOf(path: string): number | undefined {
  const [, number] = /(?:^|\/)part-joined-(\d{8,})-[0-9a-f]{16}\.[^/]+$/.exec(path) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** What is in a place: files to be read, and lists of joins. */
export interface ListedPlace {
  readonly files: readonly FileInfo[];
  readonly lists: readonly FileInfo[];
  /** Joined files of the same folders that the location does not mean. */
  readonly besides: readonly FileInfo[];
  /** Whether the location means a path: a pattern may mean some files of a folder only. */
  isWanted(path: string): boolean;
}

/**
 * Rows of files that a pattern means must not go into files that it does not mean: it would give fewer rows, without a word.
 *
 * @throws Where they did, whether the small files are still there or not.
 */
export async function refuseLeftOut(
  { besides, isWanted }: Pick<ListedPlace, "besides" | "isWanted">,
  read?: ReadJoins,
): Promise<void> {
  for (const { path } of besides) {
    const join = await readJoin(joinListPath(folderOf(path), joinNumberOf(path)!, "json"), read);
    const part = join && partsWithin(join.of).find(({ name }) => isWanted(pathIn(join.folder, name)));
    if (part !== undefined) throw partsOnly(path, pathIn(join!.folder, part.name));
  }
}

/** What a file was made of, and what that was made of itself. */
export function partsWithin(of: readonly JoinedPart[]): readonly JoinedPart[] {
  return of.flatMap((part) => [part, ...partsWithin(part.of ?? [])]);
}

/** The files that hold each row once: those that were joined are left out from the moment on that what they became is there. */
export async function eachRowOnce({ files, lists, isWanted }: ListedPlace): Promise<readonly FileInfo[]> {
  const joins = await openJoins({ files, lists });
  const left = new Map(files.map((file) => [file.path, file]));
  for (const join of joins) {
    const parts = partPaths(join).filter((path) => left.has(path));
    if (parts.length === 0) continue;
    const path = joinedPath(join);
    const joined = left.get(path) ?? (await (await fileSystemOf(path)).stat(path));
    if (joined === undefined) continue;
    if (!isWanted(path)) throw partsOnly(path, parts[0]!);
    for (const part of parts) left.delete(part);
    left.set(path, joined);
  }
  return joins.length === 0 ? files : [...left.values()];
}

/**
 * Joins of which both sides may be there, oldest first. A list that was made while the place was listed is asked for by the name of
 * the file, which is there later than its list.
 */
async function openJoins({ files, lists }: Pick<ListedPlace, "files" | "lists">): Promise<readonly Join[]> {
  const known = new Set(lists.map(({ path }) => path.replace(/\.[a-z]+$/, "")));
  const done = new Set(lists.filter(({ path }) => path.endsWith(".done")).map(({ path }) => path.slice(0, -5)));
  const listed = lists.map(({ path }) => path).filter((path) => path.endsWith(".json") && !done.has(path.slice(0, -5)));
  const named = files.flatMap(({ path }) => {
    const number = joinNumberOf(path);
    const list = number === undefined ? undefined : joinListPath(folderOf(path), number, "json");
    return list === undefined || known.has(list.slice(0, -5)) ? [] : [list];
  });
  const joins: Join[] = [];
  const all = [...listed, ...named].sort();
  // Several at a time: each may be a request.
  for (let at = 0; at < all.length; at += 8) {
    const read = await Promise.all(all.slice(at, at + 8).map((path) => readJoin(path)));
    joins.push(...read.filter((join) => join !== undefined));
  }
  return joins;
}

/** Undefined where there is no such list: the files of a folder may have been copied without it. */
export async function readJoin(path: string, read?: ReadJoins): Promise<Join | undefined> {
  const before = read?.get(path);
  if (before !== undefined) return before;
  const files = await fileSystemOf(path);
  const info = await files.stat(path);
  if (info === undefined) return undefined;
  const bytes = await files.read(path, { start: 0, end: info.sizeBytes });
  const { number } = joinListOf(path)!;
  const folder = folderOf(path);
  const { temporary, ...list } = listIn(path, bytes, number);
  // A folder may have been copied: what is not published is looked for beside its list.
  const join = { ...list, temporary: pathIn(folder, nameIn(temporary)), folder, number };
  read?.set(path, join);
  return join;
}

function listIn(path: string, bytes: Uint8Array, number: number): JoinList {
  try {
    const list = JSON.parse(new TextDecoder().decode(bytes)) as JoinList;
    if (isOfOwnFolder(list, number)) return list;
  } catch {
    // Told below, with its name.
  }
  throw new SyntaxError(
    `Cannot read ${JSON.stringify(path)} as it must be what compactFiles wrote of the files that it joined: got ` +
      `${JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 60)))}; copy it again from where the folder came from`,
  );
}

/** Files that a list names are read, moved and deleted: it may name those of its own folder only. */
function isOfOwnFolder({ file, temporary, of }: JoinList, number: number): boolean {
  const isJoined = isNameIn(file) && joinNumberOf(file) === number;
  return isJoined && typeof temporary === "string" && nameIn(temporary).startsWith(`.${file}.`) && areParts(of);
}

function areParts(of: unknown): boolean {
  return (
    Array.isArray(of) &&
    of.every(
      (part: Partial<JoinedPart> | null) =>
        typeof part === "object" && isNameIn(part?.name) && (part?.of === undefined || areParts(part.of)),
    )
  );
}

function isNameIn(name: unknown): boolean {
  return typeof name === "string" && name !== "" && name !== "." && name !== ".." && !name.includes("/");
}

export function joinedPath({ folder, file }: Join): string {
  return pathIn(folder, file);
}

export function partPaths({ folder, of }: Join): readonly string[] {
  return of.map(({ name }) => pathIn(folder, name));
}

/** The folder of a file; `""` where its name is all of the path. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

export function pathIn(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** Whether the rows of a file are in one that it was joined into: whoever would give it its name once more is done. */
export async function wasJoined(path: string): Promise<boolean> {
  const folder = folderOf(path);
  const store = await fileSystemOf(path);
  for await (const file of store.list(folder || ".", { enter: () => false })) {
    if (joinListOf(file.path)?.ending !== "json") continue;
    const join = await readJoin(file.path);
    if (join === undefined || partsWithin(join.of).every(({ name }) => name !== nameIn(path))) continue;
    // One that never got its name has no rows of others.
    if ((await store.stat(joinedPath(join))) !== undefined) return true;
  }
  return false;
}

export function nameIn(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function partsOnly(joined: string, part: string): Error {
  return new Error(
    `Cannot read ${JSON.stringify(part)} by a pattern as its rows were joined with those of others: got a pattern that does not mean ` +
      `${JSON.stringify(joined)}, which has them now; read the folder, or a pattern of its files as "*"`,
  );
}
