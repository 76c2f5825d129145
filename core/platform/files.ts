import { Buffer } from "node:buffer";
import { constants, type Stats } from "node:fs";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { folderOf, joinPath, nameOf } from "./paths.ts";

export interface FileStatus {
  readonly kind: "file" | "folder";
  readonly sizeBytes: number;
  /** ms since the epoch. */
  readonly modifiedMs: number;
  /** What is named like a file and has no bytes at positions. */
  readonly special?: "pipe" | "socket" | "device";
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "other";
}

/** An open file. Positions are bytes from its beginning. */
export interface OpenFile {
  /** Fills `into` from `position` on; gives how many bytes there were, fewer only at the end of the file. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Appends all of `bytes`. */
  write(bytes: Uint8Array): Promise<void>;
  /** Returns once what was written is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file that exists for reading or to go on at its end, or makes a new one for writing (an error where there is one already). */
export async function openFile(path: string, mode: "read" | "append" | "create"): Promise<OpenFile> {
  const handle = await (mode === "create"
    ? create(path, flagsOf.create)
    : explained("open", path, fs.open(path, flagsOf[mode])));
  return {
    read: (into, position) => explained("read", path, readFully(handle, into, position)),
    write: (bytes) => explained("write", path, writeFully(handle, bytes)),
    sync: () => explained("write", path, handle.sync()),
    close: () => handle.close(),
  };
}

const flagsOf = {
  read: constants.O_RDONLY,
  append: constants.O_WRONLY | constants.O_APPEND,
  create: constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
} as const;

async function create(path: string, flags: number): Promise<fs.FileHandle> {
  try {
    return await fs.open(path, flags);
  } catch (error) {
    const refused = codeOf(error) === "ENOENT" && (await statFile(folderOf(path)))?.kind === "folder";
    throw refused ? takesNoFiles("create", path, folderOf(path), error) : fileError("create", path, error);
  }
}

async function readFully(handle: fs.FileHandle, into: Uint8Array, position: number): Promise<number> {
  let filled = 0;
  while (filled < into.length) {
    const { bytesRead } = await handle.read(into, filled, into.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

async function writeFully(handle: fs.FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await handle.write(bytes, written, bytes.length - written)).bytesWritten;
  }
}

/** A file that stays open for many ranges. */
export interface RangeReader {
  /**
   * Bytes `[start, end)`; fewer where the file ends before.
   *
   * @param into Memory that they are put into where they fit; else they are in a new buffer that is 16 bytes longer.
   */
  read(start: number, end: number, into?: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

export async function openRanges(path: string): Promise<RangeReader> {
  const file = await openFile(path, "read");
  return {
    read: async (start, end, into) => {
      const length = Math.max(0, end - start);
      const bytes = into !== undefined && into.length >= length ? into.subarray(0, length) : newBytes(length);
      return bytes.subarray(0, await file.read(bytes, start));
    },
    close: () => file.close(),
  };
}

/** One range of a file, as `RangeReader` gives it. */
export async function readFileRange(path: string, start: number, end: number, into?: Uint8Array): Promise<Uint8Array> {
  const file = await openRanges(path);
  try {
    return await file.read(start, end, into);
  } finally {
    await file.close();
  }
}

/** Bytes not set to zero first: that would take as long as reading them. Whoever asks writes all that it shows. */
export function newBytes(length: number): Uint8Array {
  const { buffer, byteOffset } = Buffer.allocUnsafeSlow(length + 16);
  return new Uint8Array(buffer, byteOffset, length);
}

/** Undefined where there is no such file. Follows symbolic links. */
export async function statFile(path: string): Promise<FileStatus | undefined> {
  try {
    const status = await fs.stat(path);
    const special = specialOf(status);
    return {
      kind: status.isDirectory() ? "folder" : "file",
      sizeBytes: status.size,
      modifiedMs: status.mtimeMs,
      ...(special === undefined ? {} : { special }),
    };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw fileError("look at", path, error);
  }
}

function specialOf(status: Stats): FileStatus["special"] {
  if (status.isFile() || status.isDirectory()) return undefined;
  return status.isFIFO() ? "pipe" : status.isSocket() ? "socket" : "device";
}

/** Tells a file from others of its disk: the same under another name, another once it is written anew. Undefined where there is none. */
export async function fileIdentity(path: string): Promise<string | undefined> {
  try {
    const { ino, size } = await fs.stat(path, { bigint: true });
    return `${ino.toString(36)}-${size.toString(36)}`;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw fileError("look at", path, error);
  }
}

/** What a folder holds, in the order of the names. A symbolic link to a file is a file; other links are "other". */
export async function listFolder(path: string): Promise<FolderEntry[]> {
  const entries = await explained("list folder", path, fs.readdir(path, { withFileTypes: true }));
  const named = entries.map(async (entry): Promise<FolderEntry> => {
    if (entry.isFile()) return { name: entry.name, kind: "file" };
    if (entry.isDirectory()) return { name: entry.name, kind: "folder" };
    const target = entry.isSymbolicLink()
      ? await fs.stat(joinPath(path, entry.name)).catch(() => undefined)
      : undefined;
    return { name: entry.name, kind: target?.isFile() === true ? "file" : "other" };
  });
  return (await Promise.all(named)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Makes a folder with those above it; no error where it is there. */
export async function makeFolder(path: string): Promise<void> {
  // Level by level, since Node's own `recursive` never ends where a folder is there but takes no new one (/proc).
  const missing: string[] = [];
  for (let folder = path; (await kindBelow(folder, path)) === undefined; folder = folderOf(folder)) {
    if (missing.at(-1) === folder) break; // a drive that is not there
    missing.push(folder);
  }
  for (const folder of missing.reverse()) await makeOne(folder, path);
}

/** Of one of the folders on the way to `path`; what is there must be a folder. */
async function kindBelow(folder: string, path: string): Promise<"folder" | undefined> {
  const found = await statFile(folder);
  if (found?.kind !== "file") return found?.kind;
  throw new Error(
    `Cannot make folder ${JSON.stringify(nameOf(path))} in ${JSON.stringify(folderOf(path))} as each part of its path must be a folder: ` +
      `got ${JSON.stringify(folder)}, which is a file; check the path`,
  );
}

async function makeOne(folder: string, path: string): Promise<void> {
  try {
    await fs.mkdir(folder);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (codeOf(error) === "EEXIST" && (await statFile(folder))?.kind === "folder") return;
    const refused = codeOf(error) === "ENOENT" && (await statFile(folderOf(folder)))?.kind === "folder";
    throw refused ? takesNoFiles("make folder", path, folderOf(folder), error) : fileError("make folder", path, error);
  }
}

/** Gives a file another name; one that has that name already is replaced, in one step. */
export async function renameFile(from: string, to: string): Promise<void> {
  try {
    await fs.rename(from, to);
  } catch (error) {
    throw (await statFile(to))?.kind === "folder" ? isFolder(from, to, error) : fileError("rename", from, error);
  }
}

/** Gives a file another name as well; false where the name is taken. */
export async function linkFile(from: string, to: string): Promise<boolean> {
  try {
    await fs.link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (noLinks.has(codeOf(error))) return moveIfAbsent(from, to);
    throw fileError("link", from, error);
  }
}

/** What file systems without second names say (exFAT, some shares of a network). */
const noLinks: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/** An empty file takes the name, as one alone can, and the whole one its place: a crash between leaves a file that is damaged. */
async function moveIfAbsent(from: string, to: string): Promise<boolean> {
  try {
    await (await fs.open(to, flagsOf.create)).close();
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw fileError("create", to, error);
  }
  try {
    await fs.rename(from, to);
  } catch (error) {
    await fs.rm(to, { force: true });
    throw fileError("rename", from, error);
  }
  return true;
}

function isFolder(from: string, to: string, cause: unknown): Error {
  return new Error(
    `Cannot give ${JSON.stringify(nameOf(from))} the name ${JSON.stringify(to)} as no folder must have it: ` +
      `got ${codeOf(cause)}; remove the folder, or choose another name`,
    { cause },
  );
}

/** Removes a file; no error where there is none. */
export async function deleteFile(path: string): Promise<void> {
  await explained("delete", path, fs.rm(path, { force: true }));
}

/** Removes a folder with all below it; no error where there is none. */
export async function deleteFolder(path: string): Promise<void> {
  await explained("delete folder", path, fs.rm(path, { force: true, recursive: true }));
}

/** Removes a folder that holds nothing. Gives whether it is gone. */
export async function deleteEmptyFolder(path: string): Promise<boolean> {
  try {
    await fs.rmdir(path);
    return true;
  } catch (error) {
    if (isAbsent(error)) return true;
    if (["ENOTEMPTY", "EEXIST"].includes(codeOf(error))) return false;
    throw fileError("delete folder", path, error);
  }
}

/** Makes names in a folder durable: a new or renamed file survives a power cut. No-op where the system refuses it. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const handle = await fs.open(path, constants.O_RDONLY);
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!["EISDIR", "EPERM", "EINVAL", "ENOTSUP", "EACCES"].includes(codeOf(error))) {
      throw fileError("sync folder", path, error);
    }
  }
}

/** A new empty folder, by default among the system's temporary ones. */
export function temporaryFolder(prefix: string, parent: string = tmpdir()): Promise<string> {
  return explained("make a folder in", parent, fs.mkdtemp(joinPath(parent, prefix)));
}

async function explained<Value>(action: string, path: string, doing: Promise<Value>): Promise<Value> {
  try {
    return await doing;
  } catch (error) {
    throw fileError(action, path, error);
  }
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? "";
}

function isAbsent(error: unknown): boolean {
  return codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";
}

const reasons: Readonly<Record<string, readonly [must: string, remedy: string]>> = {
  ENOENT: ["it must exist", "check the path"],
  ENOTDIR: ["each part of its path but the last must be a folder", "check the path"],
  EISDIR: ["it must be a file", "give a file, or a pattern that matches files"],
  EEXIST: ["there must be nothing under its name", "delete it or choose another name"],
  EACCES: ["this user must have the right to", "change its permissions or run as its owner"],
  EPERM: ["this user must have the right to", "change its permissions or run as its owner"],
  ENOSPC: ["the disk must have room", "free some space or write elsewhere"],
  EMFILE: ["the process may open no more files", "raise the limit (ulimit -n)"],
  EROFS: ["the disk must be writable", "write elsewhere"],
  ELOOP: ["symbolic links must end at a file or folder", "mend the link, or give what it should lead to"],
  ENAMETOOLONG: ["the system must take so long a name", "give it a shorter one"],
};

/** What a file system that only shows things (/proc) answers is that there is nothing, which would mislead. */
function takesNoFiles(action: string, path: string, folder: string, cause: unknown): Error {
  return new Error(
    `Cannot ${action} ${JSON.stringify(nameOf(path))} in ${JSON.stringify(folderOf(path))} as the system must take new ` +
      `files there: got ${codeOf(cause)} though ${JSON.stringify(folder)} is there; write elsewhere`,
    { cause },
  );
}

/** What the system said of a file, with what to do about it. */
export function fileError(action: string, path: string, cause: unknown): Error {
  const [must, remedy] = reasons[codeOf(cause)] ?? ["the system refused", "see the cause"];
  const got = codeOf(cause) || (cause instanceof Error ? cause.message : String(cause));
  const where = JSON.stringify(nameOf(path));
  return new Error(`Cannot ${action} ${where} in ${JSON.stringify(folderOf(path))} as ${must}: got ${got}; ${remedy}`, {
    cause,
  });
}
