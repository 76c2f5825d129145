import { type Field, type FileSystem, fileSystemOf } from "../../../core/io/mod.ts";
import { writeSmall } from "../compaction/join-steps.ts";
import { wasJoined } from "../compaction/joined-files.ts";
import type { FileLocation } from "../location.ts";
import { cleanUp, mapInTurns } from "./at-once.ts";
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
  await mapInTurns(
    transactions.flatMap(({ files }) => files),
    giveName,
  );
  const folder = folderPlace(location, extensions);
  for (const { blank, runId } of transactions) {
    if (blank !== undefined) await publishBlank(folder, blank, runId);
  }
  for (const runId of new Set(transactions.map((one) => one.runId))) await removeEarlierParts(folder, runId);
  await deleteAll(transactions.flatMap(({ spent }) => spent));
  if (marker !== undefined && isEnd(transactions)) await mark(markerPath(folder, marker));
}

/** A commit that is done once more may find that its file was joined to others meanwhile. */
async function giveName({ temporary, path }: FinishedPart): Promise<void> {
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
  await writeSmall(await fileSystemOf(path), path, "", false);
}

export async function abortParts(transactions: readonly PartTransaction[]): Promise<void> {
  await deleteAll(transactions.flatMap(({ fresh }) => fresh));
}

async function deleteAll(paths: readonly string[]): Promise<void> {
  await cleanUp(paths, async (path) => (await fileSystemOf(path)).delete(path));
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
  await deleteAll(await Array.fromAsync(earlierParts(files, folder, runId)));
}

/** A folder that a new run adds to is not whole until that has ended, too. */
export async function unmark(location: FileLocation, extensions: readonly string[], marker: string): Promise<void> {
  const path = markerPath(folderPlace(location, extensions), marker);
  await (await fileSystemOf(path)).delete(path);
}

function markerPath({ path }: PartsFolder, marker: string): string {
  return `${path.replace(/(.)\/+$/, "$1")}/${marker}`;
}
