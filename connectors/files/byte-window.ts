import { type FileSystem, fileSystemOf } from "../../core/io/mod.ts";

/** A stretch of a file in memory. Whoever takes batches out of it owns it: it is never written over. */
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
}

export interface WindowReader {
  /** The bytes from `offset` on, up to about `sizeBytes`; undefined where the range ends. */
  load(offset: number, sizeBytes: number): Promise<ByteWindow | undefined>;
}

/**
 * Reads a range of a file window by window, each from where the caller stopped in the one before. While the caller
 * works on a window, the next one is read: it most likely begins behind the last newline.
 */
export async function windowReader(path: string, end: number): Promise<WindowReader> {
  const files = await fileSystemOf(path);
  let ahead: { readonly offset: number; readonly window: Promise<ByteWindow> } | undefined;
  return {
    load: async (offset, sizeBytes) => {
      if (offset >= end) return undefined;
      const window = await (ahead?.offset === offset ? ahead.window : readWindow(files, path, offset, sizeBytes, end));
      ahead = undefined;
      if (window.length < Math.min(sizeBytes, end - offset) && !window.isLast) {
        return readWindow(files, path, offset, sizeBytes, end);
      }
      const next = offset + window.bytes.lastIndexOf(newline, window.length - 1) + 1;
      if (!window.isLast && next > offset) {
        const reading = readWindow(files, path, next, sizeBytes, end);
        // Its error is met when it is asked for; it may never be.
        reading.catch(() => undefined);
        ahead = { offset: next, window: reading };
      }
      return window;
    },
  };
}

const newline = 10;
const slackBytes = 12;

async function readWindow(
  files: FileSystem,
  path: string,
  offset: number,
  sizeBytes: number,
  end: number,
): Promise<ByteWindow> {
  const wanted = Math.min(sizeBytes, end - offset);
  const read = await files.read(path, { start: offset, end: offset + wanted });
  const bytes = withSlack(read);
  return {
    offset,
    bytes,
    words: new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2),
    length: read.length,
    isLast: read.length < wanted || offset + wanted >= end,
  };
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
