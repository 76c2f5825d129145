import type { SinkContext } from "../../core/io/mod.ts";
import { fileSystemOf } from "../../core/io/mod.ts";
import { localPath } from "../../core/platform/mod.ts";
import type { FileLocation } from "../files/mod.ts";
import { locationText } from "../files/mod.ts";
import { quote } from "./errors.ts";

/** Where a subtask writes. */
export interface Target {
  /** Path of its file number `count`; a checkpoint ends a file. */
  pathOf(count: number): string;
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
    return { pathOf: (count) => (count === 0 ? location : onlyOnce(location)) };
  }
  if (found?.kind === "file")
    throw occupied(location, `${parallelism} subtasks write part files to a folder`, "a file");
  const folder = location.replace(/\/+$/, "");
  return { pathOf: (count) => `${folder}/part-${subtask}-${count}-${runId}.parquet` };
}

export function isFileName(location: string): boolean {
  return /\.(parquet|pq)$/i.test(location);
}

/** A folder that stands for one file holds the parts of one run only: those of earlier ones go once the new are there. */
export async function removeEarlierParts(given: FileLocation, runId: string): Promise<void> {
  const location = singleLocation(given);
  if (!isFileName(location)) return;
  const files = await fileSystemOf(location);
  if ((await files.stat(location))?.kind !== "folder") return;
  for await (const { path } of files.list(location)) {
    const run = /\/part-\d+-\d+-([^/]+)\.parquet$/.exec(path)?.[1];
    if (run !== undefined && run !== runId) await files.delete(path);
  }
}

function singleLocation(location: FileLocation): string {
  if (typeof location === "string" || location instanceof URL) return localPath(location);
  throw new TypeError(
    `Cannot write to ${locationText(location)} as a sink must have one location: got ${location.length}; ` +
      "give one file or folder",
  );
}

function onlyOnce(location: string): never {
  throw new TypeError(
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
