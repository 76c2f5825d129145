import { fileSystemOf, type SinkContext } from "../../core/io/mod.ts";
import { localPath, uniqueName } from "../../core/platform/mod.ts";
import { type FileLocation, locationText } from "./location.ts";

/** Where a subtask writes. */
export interface WriteTarget {
  /** Whether it is one file, or a folder that takes any number. */
  readonly kind: "file" | "folder";
  /** Path of its next file; of the only one, once. */
  nextPath(): string;
}

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
  const found = await (await fileSystemOf(location)).stat(location);
  if (isFileName(location, extensions) && parallelism === 1) {
    if (found?.kind === "folder") throw occupied(location, "one subtask writes a file", "a folder");
    return onlyFile(location);
  }
  if (found?.kind === "file") {
    const writers = parallelism === 1 ? "a name without its extension" : `${parallelism} subtasks`;
    throw occupied(location, `${writers} makes part files in a folder`, "a file");
  }
  const folder = location.replace(/\/+$/, "");
  // Unique, since the count of files does not outlive a crash but the files do.
  return {
    kind: "folder",
    nextPath: () => `${folder}/part-${subtask}-${runId}-${uniqueName()}${extensions[0]}`,
  };
}

/** A folder that stands for one file holds the parts of one run only: those of earlier ones go once the new are there. */
export async function removeEarlierParts(
  given: FileLocation,
  extensions: readonly string[],
  runId: string,
): Promise<void> {
  const location = writeLocation(given);
  const files = await fileSystemOf(location);
  if (!isFileName(location, extensions) || (await files.stat(location))?.kind !== "folder") return;
  for await (const { path } of files.list(location)) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (/^part-\d+-/.test(name) && !name.includes(`-${runId}-`)) await files.delete(path);
  }
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

function onlyFile(location: string): WriteTarget {
  let isWritten = false;
  return {
    kind: "file",
    nextPath: () => {
      if (isWritten) throw notTwice(location);
      isWritten = true;
      return location;
    },
  };
}

function notTwice(location: string): TypeError {
  return new TypeError(
    `Cannot write more to ${JSON.stringify(location)} as a single file is whole after one checkpoint: got rows after it; ` +
      `give a folder, which gets files at each: ${JSON.stringify(`${location.replace(/\.[^./]+$/, "")}/`)}`,
  );
}

function occupied(location: string, what: string, found: string): TypeError {
  return new TypeError(
    `Cannot write to ${JSON.stringify(location)} as ${what} of that name: got ${found} that is there already; ` +
      "remove it, or give another name",
  );
}
