import type { FileInfo, WebUrl } from "../../core/io/mod.ts";
import { fileSystemOf, nearestNames } from "../../core/io/mod.ts";
import { localPath } from "../../core/platform/mod.ts";
import {
  eachRowOnce,
  joinListOf,
  joinNumberOf,
  type ListedPlace,
  type ReadJoins,
  refuseLeftOut,
} from "./compaction/joined-files.ts";
import { glob, isGlob, isHidden } from "./glob.ts";

/** A path, a pattern, a folder or a URL; or several of them. */
export type FileLocation = string | WebUrl | readonly (string | WebUrl)[];

/**
 * The files that a location means, sorted by path, each once.
 *
 * - A path or a URL (`file:`, `s3:`, …) of a file is that file, whatever its extension.
 * - A pattern (`logs/2024-??/part-[0-9]*.{csv,tsv}`; `**` is any number of folders) is every file that it matches, and
 *   every file with one of the extensions below a folder that it matches.
 * - A folder is every file below it that has one of the extensions.
 *
 * Names that begin with `.` or `_` are left out of patterns and folders. Nothing found is an error.
 *
 * @param extensions With their dots: `[".csv", ".tsv"]`.
 */
export async function expandLocation(
  location: FileLocation,
  extensions: readonly string[],
): Promise<readonly FileInfo[]> {
  const found: FileInfo[] = [];
  for (const one of eachOf(location)) found.push(...(await expandOne(one, extensions)));
  return eachOnce(found);
}

/** The files of a place that others come to: what is not there yet is no error. */
export async function filesSoFar(
  location: FileLocation,
  extensions: readonly string[],
  read: ReadJoins,
): Promise<readonly FileInfo[]> {
  const found = await Promise.all(eachOf(location).map((one) => foundAt(one, extensions)));
  const all = found.filter((each) => each !== undefined);
  for (const place of all) await refuseLeftOut(place, read);
  return eachOnce(all.flatMap(({ files }) => files));
}

function eachOf(location: FileLocation): readonly string[] {
  return (typeof location === "string" || location instanceof URL ? [location] : location).map(String);
}

function eachOnce(found: readonly FileInfo[]): readonly FileInfo[] {
  const byPath = new Map(found.map((file) => [file.path, file]));
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What a location is called in plans and errors. */
export function locationText(location: FileLocation): string {
  const [first, ...others] = mustBeLocation(location);
  const text = String(first);
  const short = text.length > 80 ? `…${text.slice(-79)}` : text;
  return others.length === 0 ? short : `${short} and ${others.length} more`;
}

function mustBeLocation(location: FileLocation): readonly (string | WebUrl)[] {
  const all: unknown = typeof location === "string" || location instanceof URL ? [location] : location;
  const isOne = (one: unknown): boolean => (typeof one === "string" && one !== "") || one instanceof URL;
  if (Array.isArray(all) && all.length > 0 && all.every(isOne)) return all;
  const odd = Array.isArray(all) && all.length > 0 ? all.find((one) => !isOne(one)) : location;
  const got = Array.isArray(odd)
    ? "an empty list"
    : odd === ""
      ? "empty text"
      : typeof odd === "object"
        ? "an object"
        : String(odd);
  throw new TypeError(
    `Cannot tell the files as they must be given by a path, a pattern, a folder, a URL, or several of these: got ${got}; ` +
      'use for instance csv("flights/*.csv")',
  );
}

/** What a location holds, and how a user is told that it holds nothing. */
interface Found extends ListedPlace {
  nothing(): Promise<Error>;
}

async function expandOne(location: string, extensions: readonly string[]): Promise<readonly FileInfo[]> {
  const at = await foundAt(location, extensions);
  if (at === undefined) throw await absent(localPath(location));
  await refuseLeftOut(at);
  if (at.files.length === 0) throw await at.nothing();
  return eachRowOnce(at);
}

/** Undefined where there is nothing of that name. */
async function foundAt(location: string, extensions: readonly string[]): Promise<Found | undefined> {
  const path = localPath(location);
  const files = await fileSystemOf(path);
  const info = await files.stat(path);
  if (info?.special !== undefined) throw noFile(path, info.special);
  if (info?.kind === "file") return named(info, path);
  if (info?.kind === "folder") return filesIn(path.replace(/(.)\/+$/, "$1"), extensions);
  return isGlob(path) ? filesMatching(path, extensions) : undefined;
}

/** A file that was named: it is read, whatever became of it in its folder. */
function named(info: FileInfo, path: string): Found {
  return { files: [info], lists: [], besides: [], isWanted: () => true, nothing: () => absent(path) };
}

/** What comes through one can be read once only, and is read by several: for its head, its splits and the lines of errors. */
function noFile(path: string, got: string): TypeError {
  return new TypeError(
    `Cannot read ${quote(path)} as it must be a file, whose bytes can be read more than once: got a ${got}; ` +
      "write what comes through it to a file first",
  );
}

async function filesIn(folder: string, extensions: readonly string[]): Promise<Found> {
  const others: string[] = [];
  const found: FileInfo[] = [];
  const lists: FileInfo[] = [];
  for await (const file of (await fileSystemOf(folder)).list(folder, { enter: (below) => !isHidden(nameIn(below)) })) {
    const name = nameIn(file.path);
    if (joinListOf(file.path) !== undefined) lists.push(file);
    if (isHidden(name)) continue;
    if (hasExtension(name, extensions)) found.push(file);
    else others.push(name);
  }
  const nothing = async (): Promise<Error> =>
    new Error(
      `Cannot read folder ${quote(folder)} as it must hold files ending in ${extensions.filter(isPlain).join(" or ")}: ` +
        `got ${others.length === 0 ? "none at all" : some(others)}; ` +
        "check the path, or give a pattern that matches the files to read",
    );
  return { files: found, lists, besides: [], isWanted: () => true, nothing };
}

async function filesMatching(pattern: string, extensions: readonly string[]): Promise<Found> {
  const wanted = glob(pattern);
  const below = glob(`${pattern.replace(/\/+$/, "")}/**`);
  const folder = wanted.folder || ".";
  const found: FileInfo[] = [];
  const lists: FileInfo[] = [];
  const besides: FileInfo[] = [];
  const files = await fileSystemOf(folder);
  const isWanted = (path: string): boolean =>
    wanted.matches(path) || (below.matches(path) && hasExtension(path, extensions));
  const place = { files: found, lists, besides, isWanted };
  if ((await files.stat(folder))?.kind !== "folder") return { ...place, nothing: () => absent(folder, pattern) };
  for await (const file of files.list(folder, { enter: below.mayHold })) {
    if (joinListOf(file.path) !== undefined) lists.push(file);
    if (isWanted(file.path)) found.push(file);
    else if (joinNumberOf(file.path) !== undefined) besides.push(file);
  }
  const nothing = async (): Promise<Error> => {
    const near = nearestNames(nameIn(pattern), await namesIn(folder, extensions));
    return new Error(
      `Cannot read ${quote(pattern)} as a pattern must match at least one file: ` +
        `got none below ${quote(folder)}; ${near.length > 0 ? `did you mean ${some(near)}?` : "check the pattern"}`,
    );
  };
  return { ...place, nothing };
}

/** What a user who mistyped may have meant: the nearest names in the deepest folder that there is. */
async function absent(path: string, location = path): Promise<Error> {
  const folder = parentOf(path);
  const files = await fileSystemOf(folder);
  if ((await files.stat(folder))?.kind !== "folder") {
    if (folder !== parentOf(folder)) return absent(folder, location);
    return new Error(`Cannot read ${quote(location)} as it must exist: got nothing of that name; check the path`);
  }
  const itself = `${folder.replace(/[/]+$/, "")}/${nameIn(path)}`;
  if ((await files.stat(itself))?.kind === "file") {
    return new Error(
      `Cannot read ${quote(location)} as what comes before a slash must be a folder: got ${quote(itself)}, which is a file; ` +
        "leave out what follows its name, or check the path",
    );
  }
  const near = nearestNames(nameIn(path), await namesIn(folder, []));
  return new Error(
    `Cannot read ${quote(location)} as it must exist: got no ${quote(nameIn(path))} in ${quote(folder)}; ` +
      (near.length > 0 ? `did you mean ${some(near)}?` : "check the path"),
  );
}

/** Names of the files and folders in a folder, those with one of the extensions (or all) — at most the first 10,000. */
async function namesIn(folder: string, extensions: readonly string[]): Promise<readonly string[]> {
  const names = new Set<string>();
  const folders = new Set<string>();
  const enter = (below: string): boolean => {
    folders.add(nameIn(below));
    return false;
  };
  for await (const { path } of (await fileSystemOf(folder)).list(folder, { enter })) {
    const name = nameIn(path);
    if (extensions.length === 0 || hasExtension(name, extensions)) names.add(name);
    if (names.size >= 10_000) break;
  }
  return [...names, ...folders];
}

/** Those of packed files go without saying. */
function isPlain(extension: string): boolean {
  return !/\.(?:gz|zst|lz4|sz|snappy)$/.test(extension);
}

function hasExtension(path: string, extensions: readonly string[]): boolean {
  return extensions.some((extension) => path.toLowerCase().endsWith(extension));
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function parentOf(path: string): string {
  const at = path.lastIndexOf("/");
  return at < 0 ? "." : at === 0 ? "/" : path.slice(0, at);
}

function some(names: readonly string[]): string {
  return names.slice(0, 3).map(quote).join(", ") + (names.length > 3 ? `, … (${names.length} in all)` : "");
}

function quote(text: string): string {
  return JSON.stringify(text);
}
