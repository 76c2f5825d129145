import { constants } from "node:fs";
import { type FileHandle, open, readFile, realpath, rename, unlink } from "node:fs/promises";
import { readFileRange, statFile } from "./files.ts";
import { uniqueName } from "./random.ts";

/** Writes a file that only this user can read. One that is there already is replaced, in one step. */
export async function writeOwnFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${uniqueName()}`;
  const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await finished(file, async () => {
      await file.writeFile(text);
      await file.sync();
    });
    await rename(temporary, path);
  } catch (error) {
    // A disk that is full takes the name of a file, but not what is in it.
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/** Writes a new file that only this user can read; gives whether there was none under its name. */
export async function claimFile(path: string, text: string): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  } catch (error) {
    if ((error as { code?: string }).code === "EEXIST") return false;
    throw error;
  }
  await finished(file, () => file.writeFile(text));
  return true;
}

/**
 * Puts a line behind those of a file that only this user can read, and makes it durable. Several processes may do so at a
 * time. What one has left that died in the middle of a line is a line of its own.
 */
export async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600);
  await finished(file, async () => {
    const { size } = await file.stat();
    const last = new Uint8Array(1);
    if (size > 0) await file.read(last, 0, 1, size - 1);
    const isTorn = size > 0 && last[0] !== 10;
    await file.appendFile(`${isTorn ? "\n" : ""}${line}\n`);
    await file.datasync();
  });
}

async function finished(file: FileHandle, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await file.close();
  }
}

/** What is in a small file; undefined where there is none. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The last bytes of a file as text; undefined where there is none. */
export async function readEnd(path: string, bytes: number): Promise<string | undefined> {
  const size = (await statFile(path))?.sizeBytes;
  if (size === undefined) return undefined;
  return new TextDecoder().decode(await readFileRange(path, Math.max(0, size - bytes), size));
}

/** The path without symbolic links; undefined where there is nothing. */
export async function realPath(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes((error as { code?: string }).code ?? "")) return undefined;
    throw error;
  }
}
