import { type Field, type FileSystem, fileSystemOf } from "../../core/io/mod.ts";
import { wasJoined } from "./joined-files.ts";
import type { FileLocation } from "./location.ts";
import type { GroupState } from "./part-group.ts";
import { earlierParts, filesAt, folderPlace, type PartsFolder } from "./write-target.ts";

/** A file that is whole, and the name it gets. */
export interface FinishedPart {
  readonly temporary: string;
  readonly path: string;
}

/** What a writer leaves at a checkpoint, and at the end. */
export interface PartTransaction {
  readonly runId: string;
  /** To be published. */
  readonly files: readonly FinishedPart[];
  /** To be published where readers would find no file otherwise: it has no rows. */
  readonly blank?: FinishedPart;
  /** What there is of a single file, which gets its name at the end: temporary names, in order. */
  readonly kept: readonly string[];
  /** The columns of that file. */
  readonly fields: readonly Field[];
  /** Temporary files that went into the one that is published. */
  readonly spent: readonly string[];
  /** Temporary files made since the checkpoint before. */
  readonly fresh: readonly string[];
  readonly ended: boolean;
  /** Files of a folder that go on. */
  readonly groups?: readonly GroupState[];
  /** How many writers there are in all. */
  readonly parallelism?: number;
}

/** Gives files their names; doing it again changes nothing. */
export async function commitParts(
  location: FileLocation,
  extensions: readonly string[],
  transactions: readonly PartTransaction[],
  marker: string | undefined,
): Promise<void> {
  for (const { temporary, path } of transactions.flatMap(({ files }) => files)) {
    await giveName(temporary, path);
  }
  const folder = folderPlace(location, extensions);
  for (const { blank, runId } of transactions) {
    if (blank !== undefined) await publishBlank(folder, blank, runId);
  }
  for (const runId of new Set(transactions.map((one) => one.runId))) await removeEarlierParts(folder, runId);
  for (const { spent } of transactions) await deleteAll(spent);
  if (marker !== undefined && isEnd(transactions)) await mark(markerPath(folder, marker));
}

/** A commit that is done once more may find that its file was joined to others meanwhile. */
async function giveName(temporary: string, path: string): Promise<void> {
  try {
    await (await fileSystemOf(path)).publish(temporary, path);
  } catch (error) {
    if (!(await wasJoined(path).catch(() => false))) throw error;
  }
}

/** Whether all writers have written all. */
function isEnd(transactions: readonly PartTransaction[]): boolean {
  const ended = transactions.filter((transaction) => transaction.ended);
  return ended.length > 0 && ended.length === ended[0]!.parallelism;
}

async function mark(path: string): Promise<void> {
  const files = await fileSystemOf(path);
  await files.publish(await (await files.write(path)).finish(), path);
}

export async function abortParts(transactions: readonly PartTransaction[]): Promise<void> {
  for (const { fresh } of transactions) await deleteAll(fresh);
}

async function deleteAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) await (await fileSystemOf(path)).delete(path);
}

/** A folder that other engines or earlier runs have filled needs no file without rows; one in a file's place is the run's own. */
async function publishBlank(folder: PartsFolder, { temporary, path }: FinishedPart, runId: string): Promise<void> {
  const files = await fileSystemOf(path);
  if (await hasFile(files, folder, folder.replaces ? runId : undefined)) return files.delete(temporary);
  await files.publish(temporary, path);
}

async function hasFile(files: FileSystem, folder: PartsFolder, runId: string | undefined): Promise<boolean> {
  for await (const name of filesAt(files, folder)) {
    if (runId === undefined || name.includes(`-${runId}-`)) return true;
  }
  return false;
}

/** A folder in a file's place holds the parts of one run only: those of earlier ones go once the new are there. */
async function removeEarlierParts(folder: PartsFolder, runId: string): Promise<void> {
  if (!folder.replaces) return;
  const files = await fileSystemOf(folder.path);
  if ((await files.stat(folder.path))?.kind !== "folder") return;
  for await (const path of earlierParts(files, folder, runId)) await files.delete(path);
}

/** A folder that a new run adds to is not whole until that has ended, too. */
export async function unmark(location: FileLocation, extensions: readonly string[], marker: string): Promise<void> {
  const path = markerPath(folderPlace(location, extensions), marker);
  await (await fileSystemOf(path)).delete(path);
}

function markerPath({ path }: PartsFolder, marker: string): string {
  return `${path.replace(/(.)\/+$/, "$1")}/${marker}`;
}
