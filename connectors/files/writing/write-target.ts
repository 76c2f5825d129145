import { type FileSystem, fileSystemOf, type SinkContext } from "../../../core/io/mod.ts";
import { absolutePath, localPath, uniqueName } from "../../../core/platform/mod.ts";
import { type FileLocation, locationText } from "../location.ts";

/** Where a subtask writes: one file, or a folder that takes any number, each under another path. */
export type WriteTarget =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "folder"; nextPath(below: string): string };

/**
 * One subtask and a location that ends in one of the extensions: that file. All else: part files in a folder of the
 * location's name, as other engines do, since files of several writers cannot be joined into one.
 */
export async function writeTarget(
  given: FileLocation,
  extensions: readonly string[],
  { subtask, parallelism, runId }: SinkContext,
): Promise<WriteTarget> {
  const location = writeLocation(given);
  const files = await fileSystemOf(location);
  const found = await files.stat(location);
  if (isFileName(location, extensions) && parallelism === 1) {
    // A run of several subtasks that failed leaves its folder, with nothing in it.
    if (found?.kind === "folder" && !(await files.deleteEmpty?.(location)))
      throw occupied(location, "one subtask writes a file", "a folder");
    return { kind: "file", path: location };
  }
  if (found?.kind === "file") {
    const makes = parallelism === 1 ? "a name without its extension makes" : `${parallelism} subtasks make`;
    throw occupied(location, `${makes} part files in a folder`, "a file");
  }
  const folder = location.replace(/(.)\/+$/, "$1");
  // Unique, since the count of files does not outlive a crash but the files do.
  return {
    kind: "folder",
    nextPath: (below) =>
      `${folder}/${below === "" ? "" : `${below}/`}part-${subtask}-${runId}-${uniqueName()}${extensions[0]}`,
  };
}

/** The file that only one sink may write: its absolute path. A folder by its own name takes the parts of several. */
export function writePlace(given: FileLocation, extensions: readonly string[]): string | undefined {
  try {
    const location = writeLocation(given);
    if (!isFileName(location, extensions)) return undefined;
    return /^[a-z][a-z0-9+.-]+:/i.test(location) ? location : absolutePath(location);
  } catch {
    return undefined; // told when it is opened: a source may well have several locations
  }
}

/** A location as a folder of part files. */
export interface PartsFolder {
  readonly path: string;
  readonly extensions: readonly string[];
  /** Whether it stands for one file, and so holds the parts of one run only. */
  readonly replaces: boolean;
}

export function folderPlace(given: FileLocation, extensions: readonly string[]): PartsFolder {
  const path = writeLocation(given);
  return { path, extensions, replaces: isFileName(path, extensions) };
}

/** The names of the files in a folder that readers of it see. */
export async function* filesAt(files: FileSystem, { path, extensions }: PartsFolder): AsyncGenerator<string> {
  for await (const file of files.list(path)) {
    const name = nameIn(file.path);
    if (!/^[._]/.test(name) && isFileName(name, extensions)) yield name;
  }
}

/** Part files that runs of ours but this one have written. Those of other engines are not ours to remove. */
export async function* earlierParts(
  files: FileSystem,
  { path, extensions }: PartsFolder,
  runId: string,
): AsyncGenerator<string> {
  for await (const file of files.list(path)) {
    const name = nameIn(file.path);
    const isOurs =
      /^part-\d+-.+-[0-9a-f]{16}\.[a-z]+(?:\.(?:gz|zst|lz4|sz|snappy))?$/.test(name) && isFileName(name, extensions);
    if (isOurs && !name.includes(`-${runId}-`)) yield file.path;
  }
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function writeLocation(given: FileLocation): string {
  if (typeof given === "string" || given instanceof URL) return localPath(given);
  throw new TypeError(
    `Cannot write to ${locationText(given)} as a sink writes to one place: got a list of ${given.length}; ` +
      "give one path, or a folder",
  );
}

function isFileName(location: string, extensions: readonly string[]): boolean {
  return extensions.some((extension) => location.toLowerCase().endsWith(extension));
}

function occupied(location: string, what: string, found: string): TypeError {
  return new TypeError(
    `Cannot write to ${JSON.stringify(location)} as ${what} of that name: got ${found} that is there already; ` +
      "remove it, or give another name",
  );
}
