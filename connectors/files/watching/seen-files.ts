import type { FileInfo } from "../../../core/io/mod.ts";
import type { WatchSettings } from "./watch-options.ts";

/** A file as it was when it was read: plain data, kept in checkpoints. */
export type SeenFile = readonly [path: string, modifiedMs: number, sizeBytes: number, version?: string];

/** Which files of a place have been read. Those that are gone from it are forgotten: what is kept grows only as the place does. */
export interface SeenFiles {
  /** Of all that the place holds now: those to be read, the oldest first, at equal times by name. */
  newOf(listed: readonly FileInfo[], nowMs: number): readonly FileInfo[];
  read(file: FileInfo): void;
  /** Whether this file was read as it is. */
  has(file: SeenFile): boolean;
  /** The files read, as they were; the same array until there are others. */
  all(): readonly SeenFile[];
}

/** Since when a file that may still be written has been as it is. */
interface Settling {
  readonly file: FileInfo;
  readonly sinceMs: number;
}

export function seenFiles(
  before: readonly SeenFile[],
  { changed, settledForMs }: Pick<WatchSettings, "changed" | "settledForMs">,
): SeenFiles {
  let seen = new Map(before.map((file) => [file[0], file]));
  let settling = new Map<string, Settling>();
  let all: readonly SeenFile[] | undefined;

  const isNew = (file: FileInfo): boolean => {
    const was = seen.get(file.path);
    if (was === undefined) return true;
    if (isAs(file, was)) return false;
    if (changed === "fail") throw otherFile(file, was);
    if (changed === "again") return true;
    read(file);
    return false;
  };
  const isSettled = (file: FileInfo, nowMs: number, kept: Map<string, Settling>): boolean => {
    if (settledForMs === 0) return true;
    const before = settling.get(file.path);
    const settled = before !== undefined && isAs(file, seenAs(before.file)) ? before : { file, sinceMs: nowMs };
    kept.set(file.path, settled);
    return nowMs - settled.sinceMs >= settledForMs;
  };
  const read = (file: FileInfo): void => {
    seen.set(file.path, seenAs(file));
    all = undefined;
  };
  const forgetAllBut = (listed: readonly FileInfo[]): void => {
    const there = new Set(listed.map(({ path }) => path));
    const left = new Map([...seen].filter(([path]) => there.has(path)));
    if (left.size === seen.size) return;
    seen = left;
    all = undefined;
  };
  return {
    newOf: (listed, nowMs) => {
      // A place without any file may be one that is not there for a while, as a disk of the network.
      if (listed.length > 0) forgetAllBut(listed);
      const kept = new Map<string, Settling>();
      const found = listed.filter((file) => isNew(file) && isSettled(file, nowMs, kept));
      settling = kept;
      return found.sort(oldestFirst);
    },
    read,
    has: ([path, modifiedMs, sizeBytes, version]) => {
      const was = seen.get(path);
      const file = { path, modifiedMs, sizeBytes, ...(version === undefined ? {} : { version }) };
      return was !== undefined && isAs({ kind: "file", ...file }, was);
    },
    all: () => (all ??= [...seen.values()]),
  };
}

export function seenAs({ path, modifiedMs, sizeBytes, version }: FileInfo): SeenFile {
  return version === undefined ? [path, modifiedMs, sizeBytes] : [path, modifiedMs, sizeBytes, version];
}

/** Whether a file is what it was. Some servers tell whole seconds of one file and more of all files together. */
export function isAs(file: FileInfo, [, modifiedMs, sizeBytes, version]: SeenFile): boolean {
  if (file.sizeBytes !== sizeBytes) return false;
  if (version !== undefined && file.version !== undefined) return version === file.version;
  const [a, b] = [modifiedMs, file.modifiedMs];
  return a === b || ((a % 1000 === 0 || b % 1000 === 0) && Math.floor(a / 1000) === Math.floor(b / 1000));
}

function oldestFirst(a: FileInfo, b: FileInfo): number {
  return a.modifiedMs - b.modifiedMs || (a.path < b.path ? -1 : 1);
}

export function otherFile(file: FileInfo | undefined, was: SeenFile): Error {
  const got =
    file === undefined ? "nothing of that name any more" : `${stateOf(seenAs(file))}, and ${stateOf(was)} before`;
  return new Error(
    `Cannot go on watching as ${JSON.stringify(was[0])}, of which rows were read, must stay as it was: got ${got}; ` +
      'give new data new names, or say watch: { changed: "again" } to read such files from their beginning, or "ignore" to leave them',
  );
}

function stateOf([, modifiedMs, sizeBytes]: SeenFile): string {
  return `${sizeBytes.toLocaleString("en-US")} bytes of ${new Date(modifiedMs).toISOString()}`;
}
