import type { DirectFile } from "../platform/mod.ts";
import { type MemoryFile, writeInto } from "../state/disk/memory-files.ts";
import type { StateDisk } from "../state/state.ts";

/** A disk that is no disk: files in memory, which may fail as a disk does. */
export interface MemoryFolder extends Pick<StateDisk, "folder"> {
  /** Files there are now. */
  readonly names: readonly string[];
  /** Files that were ever made. */
  readonly made: number;
  readonly writes: number;
  readonly reads: number;
  /** The bytes of a file, to be damaged. */
  bytesOf(name: string): Uint8Array;
  /** Cuts a file. */
  truncate(name: string, sizeBytes: number): void;
  /** From now on, how writes fail: all of them, or after so many bytes of the next. Undefined: not at all. */
  failing: WriteFailure | undefined;
}

export interface WriteFailure {
  /** The code that the system would give: `ENOSPC`, `EIO`. */
  readonly code: string;
  /** Bytes of the next write that arrive before it. */
  readonly afterBytes: number;
}

export function memoryFolder(): MemoryFolder {
  const files = new Map<string, MemoryFile>();
  const counts = { made: 0, writes: 0, reads: 0 };
  const at = (name: string): MemoryFile => {
    const file = files.get(name);
    if (file === undefined) throw new RangeError(`Cannot use file ${name} as there must be one: got none`);
    return file;
  };
  const folder: MemoryFolder = {
    failing: undefined,
    get names() {
      return [...files.keys()];
    },
    get made() {
      return counts.made;
    },
    get writes() {
      return counts.writes;
    },
    get reads() {
      return counts.reads;
    },
    bytesOf: (name) => at(name).bytes.subarray(0, at(name).length),
    truncate: (name, sizeBytes) => {
      at(name).length = sizeBytes;
    },
    folder: {
      create: (name): DirectFile => {
        counts.made++;
        files.set(name, { bytes: new Uint8Array(1024), length: 0 });
        return {
          read: (into, start, length, position) => {
            counts.reads++;
            const found = at(name).bytes.subarray(position, Math.min(position + length, at(name).length));
            into.set(found, start);
            return found.length;
          },
          write: (bytes, position) => {
            counts.writes++;
            const { failing } = folder;
            writeInto(at(name), failing === undefined ? bytes : bytes.subarray(0, failing.afterBytes), position);
            if (failing !== undefined) throw Object.assign(new Error(failing.code), { code: failing.code });
          },
          close: () => undefined,
        };
      },
      remove: (name) => void files.delete(name),
    },
  };
  return folder;
}
