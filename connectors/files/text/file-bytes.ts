import {
  type ByteRange,
  type FileSystem,
  fileSystemOf,
  type OpenRanges,
  storedPieces,
  unpackedPieces,
} from "../../../core/io/mod.ts";
import type { Packing } from "../../../core/platform/mod.ts";

/** The bytes of a file by their position, unpacked where it is packed. */
export interface FileBytes {
  /** Whether any range may be read at any time; else ranges must not begin before the last one, or all is unpacked anew. */
  readonly isRandom: boolean;
  /** As `FileSystem.read`; what it gave last must not be written over before the next but one. */
  read(range: ByteRange): Promise<Uint8Array>;
  /** Bytes of a packed file that were unpacked so far. */
  unpacked(): number;
  close(): Promise<void>;
}

export async function fileBytes(path: string, packing: Packing | undefined): Promise<FileBytes> {
  const files = await fileSystemOf(path);
  if (packing !== undefined) return unpackedBytes(files, path, packing);
  return plainBytes(files, path);
}

/** Opened at the first read; what is asked for once it is closed must not open it again, as nobody would close that. */
function plainBytes(files: FileSystem, path: string): FileBytes {
  let opened: Promise<OpenRanges> | undefined;
  let isClosed = false;
  return {
    isRandom: true,
    read: async (range) => {
      if (files.open === undefined) return files.read(path, range);
      if (isClosed) throw new DOMException(`The reader of ${JSON.stringify(path)} was closed`, "AbortError");
      opened ??= files.open(path);
      return (await opened).read(range);
    },
    unpacked: () => 0,
    close: async () => {
      isClosed = true;
      const file = await opened?.catch(() => undefined);
      opened = undefined;
      await file?.close();
    },
  };
}

/** The bytes of one stretch, and where it begins. */
interface Stretch {
  readonly start: number;
  readonly bytes: Uint8Array;
}

const nothing: Stretch = { start: 0, bytes: new Uint8Array(0) };

/** Unpacks as far as is asked for, and holds no more than what was given last. */
function unpackedBytes(files: FileSystem, path: string, packing: Packing): FileBytes {
  const packed = { sizeBytes: 0 };
  let pieces: AsyncGenerator<Uint8Array> | undefined;
  let last = nothing;
  /** What was unpacked behind the last stretch. */
  let rest = nothing;

  const close = async (): Promise<void> => {
    const open = pieces;
    pieces = undefined;
    last = rest = nothing;
    packed.sizeBytes = 0;
    await open?.return(undefined);
  };
  /** Whether there is more, in `rest`. */
  const unpack = async (): Promise<boolean> => {
    pieces ??= unpackedPieces(path, packing, storedPieces(files, path, packed), packed);
    const start = rest.start + rest.bytes.length;
    const { done, value } = await pieces.next();
    if (done !== true) rest = { start, bytes: value };
    return done !== true;
  };
  return {
    isRandom: false,
    read: async ({ start, end, into }) => {
      if (start < last.start) await close();
      const wanted = Math.max(0, end - start);
      const bytes = into !== undefined && into.length >= wanted ? into.subarray(0, wanted) : roomFor(wanted);
      let filled = copyFrom(last, start, bytes);
      for (;;) {
        filled += copyFrom(rest, start + filled, bytes.subarray(filled));
        if (filled === wanted || !(await unpack())) break;
      }
      last = { start, bytes: bytes.subarray(0, filled) };
      return last.bytes;
    },
    unpacked: () => packed.sizeBytes,
    close,
  };
}

/** Longer than asked, as scanners look a little further. */
function roomFor(sizeBytes: number): Uint8Array {
  return new Uint8Array(sizeBytes + 16).subarray(0, sizeBytes);
}

/** What of the stretch lies from `start` on; gives how many bytes these are. */
function copyFrom({ start: from, bytes }: Stretch, start: number, into: Uint8Array): number {
  if (start < from || start >= from + bytes.length) return 0;
  const found = bytes.subarray(start - from, start - from + into.length);
  into.set(found);
  return found.length;
}
