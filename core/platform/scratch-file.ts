import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { joinPath } from "./paths.ts";

/**
 * A file for what does not fit into memory. It has no name once it is open, where the system allows it, so that nothing
 * is left of it whatever becomes of the process.
 */
export interface ScratchFile {
  /** Bytes that were appended. */
  readonly sizeBytes: number;
  /** Appends; gives the position of the first byte. Waits for the system: operators have no other way. */
  append(bytes: Uint8Array): number;
  /** The bytes from a position on. */
  read(position: number, length: number): Uint8Array;
  close(): void;
}

/** Opens a new scratch file in the system's folder for temporary files (`TMPDIR`). */
export function scratchFile(): ScratchFile {
  const { file, removed } = openUnnamed();
  let sizeBytes = 0;
  let isOpen = true;
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    append: (bytes) => {
      const position = sizeBytes;
      for (let at = 0; at < bytes.length; ) {
        at += explained("write to", () => writeSync(file, bytes, at, bytes.length - at, position + at));
      }
      sizeBytes += bytes.length;
      return position;
    },
    read: (position, length) => {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; ) {
        const count = explained("read", () => readSync(file, bytes, at, length - at, position + at));
        if (count === 0)
          throw new Error(
            `Cannot read a temporary file as it must be whole: got ${at} of ${length} bytes; was it cut by another program?`,
          );
        at += count;
      }
      return bytes;
    },
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      closeSync(file);
      removed();
    },
  };
}

function openUnnamed(): { file: number; removed: () => void } {
  const folder = explained("make", () => mkdtempSync(joinPath(tmpdir(), "millrace-")));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const file = explained("make", () => openSync(joinPath(folder, "scratch"), "wx+", 0o600));
  try {
    remove();
    return { file, removed: () => undefined };
  } catch {
    // Some systems keep open files by their names: then it goes when it is closed.
    return { file, removed: remove };
  }
}

function explained<Value>(action: string, doing: () => Value): Value {
  try {
    return doing();
  } catch (cause) {
    const { code = String(cause) } = cause as { code?: string };
    throw new Error(
      `Cannot ${action} a temporary file in ${JSON.stringify(tmpdir())} as rows that do not fit into memory go there: got ${code}; ` +
        "free some space there, set TMPDIR to a folder with more, or give the run more memoryBytes",
      { cause },
    );
  }
}
