import type { FileSystem, FileWriter, Publishing } from "../../../core/io/file-system.ts";
import type { DirectFolder } from "../../../core/platform/mod.ts";
import { decodeManifest, type StoredSource } from "../../../core/runtime/checkpoint/manifest.ts";
import type { MemoryFiles } from "../../../core/testing/memory-files.ts";
import { memoryFolder } from "../../../core/testing/memory-folder.ts";
import { InjectedFault, type Life, type Waiting } from "./life.ts";

/** A disk, the folder on it that checkpoints are in, and what happens there. */
export interface CheckpointDisk {
  readonly disk: MemoryFiles;
  readonly dir: string;
  /** Whether nothing more can be written to it now. */
  readonly isFull: () => boolean;
  /** Called with how far sources are, when the last checkpoint of a run is about to be named. */
  readonly onEnd: (sources: readonly StoredSource[]) => void;
  /** Called when the last checkpoint is let go of: then all is committed, and who starts again starts anew. */
  readonly onOver: () => void;
}

function hasCheckpoint({ disk, dir }: CheckpointDisk): boolean {
  return Object.keys(disk.contents()).some((path) => path.startsWith(`${dir}/`) && path.endsWith(".manifest"));
}

/**
 * A disk each operation on which waits for the scheduler before it happens, and before its answer comes.
 *
 * @param by The process, or the thread of it that uses it.
 */
export function simulatedFiles(by: Waiting, life: Life, on: CheckpointDisk): FileSystem & Publishing {
  const { disk, dir, onEnd, onOver } = on;
  const slowly = async <Value>(what: string, operation: () => Promise<Value>): Promise<Value> => {
    await by.gate(`disk: ${what}`);
    const value = await operation();
    await by.gate(`disk: ${what} done`);
    return value;
  };
  return {
    scheme: "memory",
    stat: (path) => disk.stat(path),
    list: (folder, options) => disk.list(folder, options),
    read: (path, range) => slowly(`read ${path}`, () => disk.read(path, range)),
    write: async (path) => {
      const writer = await slowly(`create ${path}`, () => disk.write(path));
      return {
        write: (bytes) => slowly(`write ${path}`, () => partly(by, on, writer, bytes)),
        finish: () => slowly(`sync ${path}`, () => writer.finish()),
        abort: () => writer.abort(),
      };
    },
    delete: async (path) => {
      await slowly(`delete ${path}`, async () => {
        await disk.delete(path);
        if (path.endsWith(".manifest") && life.isDone && !hasCheckpoint(on)) onOver();
      });
    },
    publish: (temporary, path, options) =>
      slowly(`publish ${path}`, async () => {
        if (path.startsWith(`${dir}/`) && path.endsWith(".manifest")) {
          const sizeBytes = disk.contents()[temporary]!;
          const manifest = decodeManifest(path, await disk.read(temporary, { start: 0, end: sizeBytes }));
          if (manifest.kind === "end") onEnd(manifest.sources);
        }
        await disk.publish(temporary, path, options);
      }),
  };
}

/** A full disk takes a part, if any, and says so. */
async function partly(by: Waiting, { isFull }: CheckpointDisk, writer: FileWriter, bytes: Uint8Array): Promise<void> {
  if (!isFull()) return writer.write(bytes);
  await writer.write(bytes.subarray(0, Math.floor(by.random.next() * bytes.length)));
  throw new InjectedFault("ENOSPC: that was to fail");
}

/** What goes wrong with files of state. */
export interface FolderFaults {
  /** Whether nothing more can be written now. */
  readonly isFull: () => boolean;
  /** Whether what is read now cannot be. */
  readonly isUnreadable: () => boolean;
  /** How much of what does not fit is written all the same, 0 to 1. */
  readonly share: () => number;
}

/** The folder of a life's state on disk: in memory, as nobody looks there after its death. */
export function simulatedFolder({ isFull, isUnreadable, share }: FolderFaults): DirectFolder {
  const { folder } = memoryFolder();
  return {
    path: "simulated",
    create: (name) => {
      const file = folder.create(name);
      return {
        read: (into, at, length, position) => {
          if (isUnreadable()) throw new InjectedFault(`EIO: reading ${name} was to fail`);
          return file.read(into, at, length, position);
        },
        write: (bytes, position) => {
          if (!isFull()) return file.write(bytes, position);
          file.write(bytes.subarray(0, Math.floor(share() * bytes.length)), position);
          throw new InjectedFault(`ENOSPC: writing ${name} was to fail`);
        },
        close: () => file.close(),
      };
    },
    remove: (name) => folder.remove(name),
    close: () => undefined,
  };
}
