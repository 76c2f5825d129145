import type { FileWriter } from "../../../core/io/mod.ts";
import { inOrder } from "../in-order.ts";
import { mapInTurns } from "./at-once.ts";
import type { FileCreator } from "./file-creator.ts";

/** A file whose bytes wait in memory until there are many, or it ends: only then it is made. */
export interface GatheredFile extends FileWriter {
  /** Whether something of it is held open that cannot be let go before its end. */
  readonly isOpen: boolean;
}

/** Makes the files of one writer, of which there may be thousands. */
export interface GatheringCreator {
  create(path: string): Promise<GatheredFile>;
  close(): Promise<void>;
}

export interface Gathering {
  /** Bytes of all files that wait at a time; then those that have most are written. */
  readonly mostBytes?: number;
  /** Bytes of one file that wait. */
  readonly mostOfOne?: number;
  /** Files that are held open at a time, where they can be let go. */
  readonly mostOpen?: number;
}

/** Rows of a batch that go to hundreds of folders are a kilobyte for each: written one by one they cost more than all else. */
export function gatheringCreator(
  creator: FileCreator,
  { mostBytes = 64 * 2 ** 20, mostOfOne = 2 ** 20, mostOpen = 64 }: Gathering = {},
): GatheringCreator {
  const waiting = new Map<GatheringFile, number>();
  let bytesWaiting = 0;
  /** The last is the one that was written to last. */
  const open = new Set<GatheringFile>();
  let making: Promise<void> | undefined;

  const waits = (file: GatheringFile, sizeBytes: number): void => {
    bytesWaiting += sizeBytes - (waiting.get(file) ?? 0);
    if (sizeBytes === 0) waiting.delete(file);
    else waiting.set(file, sizeBytes);
  };
  /** Half of what waits is written, so that few have to be so and each has much. */
  const makeRoom = async (): Promise<void> => {
    const largest: GatheringFile[] = [];
    let left = bytesWaiting;
    for (const [file, sizeBytes] of [...waiting].sort(([, a], [, b]) => b - a)) {
      if (left <= mostBytes / 2) break;
      left -= sizeBytes;
      largest.push(file);
    }
    await mapInTurns(largest, (file) => file.spill());
  };
  const shared: Shared = {
    create: (path) => creator.create(path),
    mostOfOne,
    waits,
    room: () => {
      if (bytesWaiting <= mostBytes) return Promise.resolve();
      making ??= makeRoom().finally(() => (making = undefined));
      return making;
    },
    wrote: async (file) => {
      open.delete(file);
      open.add(file);
      const [oldest] = open;
      if (open.size <= mostOpen) return;
      open.delete(oldest!);
      await oldest!.letGo();
    },
    ended: (file) => {
      open.delete(file);
      waits(file, 0);
    },
  };
  return { create: async (path) => gatheringFile(path, shared), close: () => creator.close() };
}

/** What the files of one writer have in common. */
interface Shared {
  create(path: string): Promise<FileWriter>;
  readonly mostOfOne: number;
  waits(file: GatheringFile, sizeBytes: number): void;
  /** Settled once little enough waits. */
  room(): Promise<void>;
  wrote(file: GatheringFile): Promise<void>;
  ended(file: GatheringFile): void;
}

interface GatheringFile extends GatheredFile {
  /** Writes what waits. */
  spill(): Promise<void>;
  /** Closes the file until more is written. */
  letGo(): Promise<void>;
}

function gatheringFile(path: string, shared: Shared): GatheringFile {
  const queue = inOrder();
  const held = heldBytes();
  let file: FileWriter | undefined;
  let finishing: Promise<string> | undefined;

  const writeNow = async (bytes: Uint8Array): Promise<void> => {
    file ??= await shared.create(path);
    if (bytes.length > 0) await file.write(bytes);
  };
  const take = (): Uint8Array => {
    shared.waits(gathering, 0);
    return held.take();
  };
  // Behind the queue, not in it: a file that waited for another one, which waits for this, would wait for ever.
  const told = async (writing: Promise<void>): Promise<void> => {
    await writing;
    if (file?.release !== undefined && finishing === undefined) await shared.wrote(gathering);
  };
  const finish = async (): Promise<string> => {
    await queue.run(() => writeNow(take()));
    const temporary = await queue.run(() => file!.finish());
    shared.ended(gathering);
    return temporary;
  };
  const gathering: GatheringFile = {
    get isOpen() {
      return file !== undefined && file.release === undefined && finishing === undefined;
    },
    write: (bytes) => {
      if (bytes.length >= shared.mostOfOne && held.sizeBytes === 0) return told(queue.run(() => writeNow(bytes)));
      held.add(bytes);
      shared.waits(gathering, held.sizeBytes);
      return held.sizeBytes >= shared.mostOfOne ? gathering.spill() : shared.room();
    },
    spill: () => told(queue.run(() => writeNow(take()))),
    letGo: () => queue.run(async () => file?.release?.()),
    finish: () => (finishing ??= finish()),
    abort: async () => {
      take();
      await queue.settled().catch(() => undefined);
      shared.ended(gathering);
      await file?.abort();
    },
  };
  return gathering;
}

/** Bytes one behind another. */
function heldBytes(): { readonly sizeBytes: number; add(bytes: Uint8Array): void; take(): Uint8Array } {
  let buffer = new Uint8Array(0);
  let sizeBytes = 0;
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    add: (bytes) => {
      if (sizeBytes + bytes.length > buffer.length) {
        const larger = new Uint8Array(Math.max(2 * buffer.length, sizeBytes + bytes.length));
        larger.set(buffer.subarray(0, sizeBytes));
        buffer = larger;
      }
      buffer.set(bytes, sizeBytes);
      sizeBytes += bytes.length;
    },
    take: () => {
      const taken = buffer.subarray(0, sizeBytes);
      buffer = new Uint8Array(0);
      sizeBytes = 0;
      return taken;
    },
  };
}
