import {
  type ByteRange,
  FileExists,
  type FileInfo,
  type FileSystem,
  type FileWriter,
  type Publishing,
  type PublishOptions,
} from "../io/file-system.ts";
import type { Random } from "../platform/mod.ts";

/** A step of an operation on files, as a fault meets it. */
export interface FileOperation {
  readonly what: "write" | "sync" | "publish" | "delete";
  readonly path: string;
  /** How many there were before. */
  readonly number: number;
}

/** What goes wrong: `"no room"` (nothing is written), `"short"` (a part is), `"error"`, or all is over (`"crash"`). */
export type FileFault = "no room" | "short" | "error" | "crash";

/** Files in memory, as a disk has them: what is not synced is lost, or torn, when the machine dies. */
export interface MemoryFiles extends FileSystem, Publishing {
  /** How many operations there have been. */
  readonly operations: number;
  /** Decides what goes wrong from now on. */
  fault(decide: (operation: FileOperation) => FileFault | undefined): void;
  /** The disk as it is found after the machine died now: every part that was not synced may be there or not. */
  afterCrash(random: Random): MemoryFiles;
  /** Overwrites a byte, as a failing disk does. */
  damage(path: string, at: number): void;
  /** Names and sizes of all that is there, temporary files as well. */
  contents(): Readonly<Record<string, number>>;
}

interface Stored {
  /** What was written, part by part. */
  parts: Uint8Array[];
  isSynced: boolean;
  modifiedMs: number;
}

/** The machine is dead: nothing answers any more. */
export class MachineDied extends Error {
  override readonly name = "MachineDied";
}

/**
 * Files for tests of what must survive a crash.
 *
 * @example
 * ```ts
 * const files = memoryFiles();
 * const file = await files.write("out/a");
 * await file.write(new Uint8Array(3));
 * console.log(files.contents()); // { "out/.a.0.tmp": 3 }
 * await files.publish(await file.finish(), "out/a");
 * console.log((await files.stat("out/a"))?.sizeBytes); // 3
 * ```
 */
export function memoryFiles(): MemoryFiles {
  return new Disk(new Map());
}

class Disk implements MemoryFiles {
  readonly scheme = "memory";
  operations = 0;
  readonly #files: Map<string, Stored>;
  #decide: (operation: FileOperation) => FileFault | undefined = () => undefined;
  #isDead = false;
  #named = 0;
  /** A rename under way when the machine died: it may have happened. */
  #renaming: (() => void) | undefined;

  constructor(files: Map<string, Stored>) {
    this.#files = files;
  }

  fault(decide: (operation: FileOperation) => FileFault | undefined): void {
    this.#decide = decide;
  }

  async stat(path: string): Promise<FileInfo | undefined> {
    this.#requireAlive();
    const stored = this.#files.get(path);
    if (stored !== undefined) return infoOf(path, stored);
    const isFolder = [...this.#files.keys()].some((name) => name.startsWith(`${path}/`));
    return isFolder ? { path, kind: "folder", sizeBytes: 0, modifiedMs: 0 } : undefined;
  }

  async *list(folder: string, options: { readonly enter?: (folder: string) => boolean } = {}): AsyncIterable<FileInfo> {
    this.#requireAlive();
    for (const path of [...this.#files.keys()].sort()) {
      if (!path.startsWith(`${folder}/`)) continue;
      const inner = path.slice(folder.length + 1).split("/");
      const isIn = inner
        .slice(0, -1)
        .every((_, at) => options.enter?.(`${folder}/${inner.slice(0, at + 1).join("/")}`) ?? true);
      if (isIn) yield infoOf(path, this.#files.get(path)!);
    }
  }

  async read(path: string, { start, end }: ByteRange): Promise<Uint8Array> {
    this.#requireAlive();
    return bytesOf(this.#found(path)).slice(start, end);
  }

  async write(path: string): Promise<FileWriter> {
    this.#requireAlive();
    const slash = path.lastIndexOf("/");
    const temporary = `${path.slice(0, slash + 1)}.${path.slice(slash + 1)}.${this.#named++}.tmp`;
    const stored: Stored = { parts: [], isSynced: false, modifiedMs: 0 };
    this.#files.set(temporary, stored);
    return {
      write: async (bytes) => {
        const fault = this.#step("write", path);
        if (fault === "short") stored.parts.push(bytes.slice(0, bytes.length >> 1));
        if (fault !== undefined) throw failure("write", path, fault);
        stored.parts.push(bytes.slice());
      },
      finish: async () => {
        const fault = this.#step("sync", path);
        if (fault !== undefined) throw failure("sync", path, fault);
        stored.isSynced = true;
        return temporary;
      },
      abort: async () => {
        this.#requireAlive();
        this.#files.delete(temporary);
      },
    };
  }

  async delete(path: string): Promise<void> {
    const fault = this.#step("delete", path);
    if (fault !== undefined) throw failure("delete", path, fault);
    this.#files.delete(path);
  }

  async publish(temporary: string, path: string, { ifAbsent = false }: PublishOptions = {}): Promise<void> {
    if (ifAbsent && this.#files.has(temporary) && this.#files.has(path)) throw new FileExists(path);
    const rename = (): void => {
      const stored = this.#files.get(temporary);
      if (stored === undefined) return;
      this.#files.set(path, stored);
      this.#files.delete(temporary);
    };
    this.#renaming = rename;
    const fault = this.#step("publish", path);
    this.#renaming = undefined;
    if (fault !== undefined) throw failure("publish", path, fault);
    if (!this.#files.has(temporary) && !this.#files.has(path)) throw failure("publish", path, "error");
    rename();
  }

  afterCrash(random: Random): MemoryFiles {
    if (random.next() < 0.5) this.#renaming?.();
    const left = new Map<string, Stored>();
    for (const [path, { parts, isSynced, modifiedMs }] of this.#files) {
      // Writes reach the disk in any order: a part that is missing among others reads as zeros.
      const kept = isSynced ? parts : parts.map((part) => (random.next() < 0.5 ? part : new Uint8Array(part.length)));
      left.set(path, { parts: kept, isSynced: true, modifiedMs });
    }
    return new Disk(left);
  }

  damage(path: string, at: number): void {
    const bytes = bytesOf(this.#found(path)).slice();
    bytes[at]! ^= 0x10;
    this.#files.set(path, { parts: [bytes], isSynced: true, modifiedMs: 0 });
  }

  contents(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#files].sort().map(([path, stored]) => [path, bytesOf(stored).length]));
  }

  #found(path: string): Stored {
    const stored = this.#files.get(path);
    if (stored === undefined) throw new Error(`Cannot read ${path} as it must be there: got nothing; write it first`);
    return stored;
  }

  #step(what: FileOperation["what"], path: string): FileFault | undefined {
    this.#requireAlive();
    const fault = this.#decide({ what, path, number: this.operations++ });
    if (fault !== "crash") return fault;
    this.#isDead = true;
    throw new MachineDied(`The machine died at ${what} ${path}`);
  }

  #requireAlive(): void {
    if (this.#isDead) throw new MachineDied("The machine is dead");
  }
}

function infoOf(path: string, stored: Stored): FileInfo {
  return { path, kind: "file", sizeBytes: bytesOf(stored).length, modifiedMs: stored.modifiedMs };
}

function bytesOf({ parts }: Stored): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function failure(what: string, path: string, fault: FileFault): Error {
  const reason = fault === "no room" ? "ENOSPC" : fault === "short" ? "a short write, then ENOSPC" : "EIO";
  return new Error(`Cannot ${what} ${path} as the disk must take it: got ${reason}; see the test`);
}
