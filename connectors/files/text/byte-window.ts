import { newBytes } from "../../../core/platform/mod.ts";
import type { FileBytes } from "./file-bytes.ts";
import { recycledMemory } from "./recycled-memory.ts";

/** Whether a window may be kept, or is written over when the one after the next is loaded. */
export type WindowMemory = "fresh" | "reused";

/** A stretch of a file in memory. */
export interface ByteWindow {
  /** Position in the file of the first byte. */
  readonly offset: number;
  /** Longer by at least 12 bytes than what was read. */
  readonly bytes: Uint8Array;
  /** The same memory as words. */
  readonly words: Int32Array;
  /** How many bytes were read. */
  readonly length: number;
  /** Whether these are the last ones of the range. */
  readonly isLast: boolean;
  readonly memory: WindowMemory;
}

export interface WindowReader {
  /** The bytes from `offset` on, up to about `sizeBytes`; undefined where the range ends. The window before is given up. */
  load(offset: number, sizeBytes: number, memory: WindowMemory): Promise<ByteWindow | undefined>;
}

/** Makes newlines of other ends of lines in what was read, before anybody looks. */
export type Prepare = (bytes: Uint8Array, length: number) => void;

/**
 * Reads a range of a file window by window, each from where the caller stopped in the one before. While the caller
 * works on a window, the next one is read: it most likely begins behind the last newline.
 */
export function windowReader(file: FileBytes, end: number, prepare?: Prepare): WindowReader {
  const pool = windowPool();
  // The end of what was unpacked last is copied to the beginning of the next: nobody else may write there.
  const take = file.isRandom ? recycledMemory.take : newBytes;
  let ahead: { readonly offset: number; readonly window: Promise<ByteWindow> } | undefined;

  const read = async (offset: number, sizeBytes: number, memory: WindowMemory): Promise<ByteWindow> => {
    const wanted = Math.min(sizeBytes, end - offset);
    const into = (memory === "reused" ? pool : take)(wanted + slackBytes);
    const window = await readWindow(file, { offset, wanted, isLast: offset + wanted >= end, memory }, into);
    if (file.isRandom && memory === "fresh" && window.bytes.buffer === into.buffer)
      recycledMemory.giveBack(window.bytes);
    prepare?.(window.bytes, window.length);
    return window;
  };
  const readAhead = ({ offset, bytes, length, isLast, memory }: ByteWindow, sizeBytes: number): void => {
    // What is packed is unpacked in order, and ahead anyway.
    if (!file.isRandom) return;
    const next = offset + bytes.lastIndexOf(newline, length - 1) + 1;
    if (isLast || next === offset) return;
    const window = read(next, sizeBytes, memory);
    // Its error is met when it is asked for; it may never be.
    window.catch(() => undefined);
    ahead = { offset: next, window };
  };
  return {
    load: async (offset, sizeBytes, memory) => {
      // One that is of no use must not go on writing into memory of the pool.
      const found = await ahead?.window.catch((error: unknown) =>
        ahead?.offset === offset ? Promise.reject(error) : undefined,
      );
      ahead = undefined;
      if (offset >= end) return undefined;
      const serves =
        found?.offset === offset &&
        (found.memory === memory || found.memory === "fresh") &&
        (found.isLast || found.length >= Math.min(sizeBytes, end - offset) * nearEnough);
      const window = serves ? found : await read(offset, sizeBytes, memory);
      // Where a packed file ends is known only now.
      if (window.length === 0) return undefined;
      readAhead(window, sizeBytes);
      return window;
    },
  };
}

const newline = 10;
/** What is asked for follows the rows that batches had: a little less than that is not worth reading it again. */
const nearEnough = 0.8;
/** Scanners mark the end behind what was read, and look a word further. */
const slackBytes = 12;

/** Memory for two windows in turn: the one that is worked on, and the next. */
function windowPool(): (sizeBytes: number) => Uint8Array {
  const pool = [new Uint8Array(0), new Uint8Array(0)];
  let turn = 0;
  return (sizeBytes) => {
    turn = 1 - turn;
    if (pool[turn]!.length < sizeBytes) pool[turn] = new Uint8Array(sizeBytes + (sizeBytes >> 2) + 4);
    return pool[turn]!;
  };
}

interface Stretch {
  readonly offset: number;
  readonly wanted: number;
  readonly isLast: boolean;
  readonly memory: WindowMemory;
}

async function readWindow(
  file: FileBytes,
  { offset, wanted, isLast, memory }: Stretch,
  into: Uint8Array,
): Promise<ByteWindow> {
  const read = await file.read({ start: offset, end: offset + wanted, into });
  const bytes = withSlack(read);
  return {
    offset,
    bytes,
    words: new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2),
    length: read.length,
    isLast: isLast || read.length < wanted,
    memory: bytes.buffer === into.buffer ? memory : "fresh",
  };
}

/** A window of memory that is reused, in memory of its own. */
export function ownWindow(window: ByteWindow): ByteWindow {
  const bytes = window.bytes.slice();
  return { ...window, bytes, words: new Int32Array(bytes.buffer, 0, bytes.length >> 2), memory: "fresh" };
}

function withSlack(read: Uint8Array): Uint8Array {
  const length = (read.length + slackBytes + 3) & ~3;
  if (read.byteOffset % 4 === 0 && read.byteOffset + length <= read.buffer.byteLength) {
    return new Uint8Array(read.buffer, read.byteOffset, length);
  }
  const bytes = new Uint8Array(length);
  bytes.set(read);
  return bytes;
}
