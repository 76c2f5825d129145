import type { FileInfo, FileSystem, SinkContext } from "../../core/io/mod.ts";
import { fileSystemOf } from "../../core/io/mod.ts";
import { localPath, uniqueName } from "../../core/platform/mod.ts";
import type { FileLocation } from "../files/mod.ts";
import { locationText } from "../files/mod.ts";
import { quote } from "./errors.ts";
import { openFile } from "./file.ts";

/** Where a subtask writes. */
export interface Target {
  /** Path of its next file; a checkpoint ends one. */
  nextPath(): string;
}

/**
 * One subtask and a location that ends in `.parquet`: that file. All else: part files in a folder of the location's
 * name, as other engines do, since files of several writers cannot be joined into one.
 */
export async function targetOf(given: FileLocation, { subtask, parallelism, runId }: SinkContext): Promise<Target> {
  const location = singleLocation(given);
  const found = await (await fileSystemOf(location)).stat(location);
  if (isFileName(location) && parallelism === 1) {
    if (found?.kind === "folder") throw occupied(location, "one subtask writes a file", "a folder");
    return onlyFile(location);
  }
  if (found?.kind === "file")
    throw occupied(location, `${parallelism} subtasks write part files to a folder`, "a file");
  const folder = location.replace(/\/+$/, "");
  // Unique, since the count of files does not outlive a crash but the files do.
  return { nextPath: () => `${folder}/part-${subtask}-${runId}-${uniqueName()}.parquet` };
}

function onlyFile(location: string): Target {
  let isWritten = false;
  return {
    nextPath: () => {
      if (isWritten) throw notTwice(location);
      isWritten = true;
      return location;
    },
  };
}

/** A file that this run has published already must not be replaced by what came after a checkpoint or a crash. */
export async function refuseSecond(files: FileSystem, path: string, runId: string): Promise<void> {
  const found = await files.stat(path);
  if (found?.kind === "file" && (await runOf(files, found)) === runId) throw notTwice(path);
}

async function runOf(files: FileSystem, info: FileInfo): Promise<string | undefined> {
  try {
    return (await openFile(files, info)).metadata.keyValues.get("millrace.run");
  } catch {
    return undefined; // whatever it is, it is not ours
  }
}

/** A folder that stands for one file holds the parts of one run only: those of earlier ones go once the new are there. */
export async function removeEarlierParts(given: FileLocation, runId: string): Promise<void> {
  const location = singleLocation(given);
  if (!isFileName(location)) return;
  const files = await fileSystemOf(location);
  if ((await files.stat(location))?.kind !== "folder") return;
  for await (const info of files.list(location)) {
    if (!/\/part-\d+-[^/]+\.parquet$/.test(info.path)) continue;
    const run = await runOf(files, info);
    if (run !== undefined && run !== runId) await files.delete(info.path);
  }
}

function isFileName(location: string): boolean {
  return /\.(parquet|pq)$/i.test(location);
}

function singleLocation(location: FileLocation): string {
  if (typeof location === "string" || location instanceof URL) return localPath(location);
  throw new TypeError(
    `Cannot write to ${locationText(location)} as a sink must have one location: got ${location.length}; ` +
      "give one file or folder",
  );
}

function notTwice(location: string): TypeError {
  return new TypeError(
    `Cannot write more to ${quote(location)} as a single file is whole after one checkpoint: got rows after it; ` +
      "give a folder, which gets a file for each checkpoint, for instance " +
      `parquet(${quote(`${location.replace(/\.[^./]+$/, "")}/`)})`,
  );
}

function occupied(location: string, what: string, found: string): TypeError {
  return new TypeError(
    `Cannot write to ${quote(location)} as ${what} of that name: got ${found} that is there already; ` +
      "remove it, or give another name",
  );
}
