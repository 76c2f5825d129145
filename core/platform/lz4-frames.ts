import { lz4Compress, lz4Decompress } from "./kernels/lz4.ts";
import { XxHash32, xxHash32 } from "./kernels/xx-hash.ts";
import type { Unpacking } from "./unpacking.ts";

/*
 * frame  = magic 0x184D2204, flags u8, largest block u8, size unpacked? u64, dictionary? u32, checksum of these u8,
 *          blocks, 0 u32, checksum of all? u32
 * block  = u32 size (highest bit: not packed), bytes, checksum? u32; matches reach back into the blocks before unless
 *          the flags say that blocks are independent
 * skippable frame = magic 0x184D2A50…5F, size u32, bytes
 * https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */

const magic = 0x184d2204;
const legacyMagic = 0x184c2102;
/** How far matches reach back. */
const historyBytes = 2 ** 16;

/** Unpacks frame after frame. */
export function* unpackLz4(): Unpacking {
  for (;;) {
    const beginning = yield { bytes: 4, orEnd: true };
    if (beginning.length === 0) return;
    const found = uint32(beginning, 0);
    if (found >>> 4 === 0x184d2a5) yield { skip: uint32(yield { bytes: 4 }, 0) };
    else if (found === magic) yield* frame();
    else
      throw new SyntaxError(
        found === legacyMagic ? "a frame of the old format of lz4 (write it anew, without -l)" : "no frame of LZ4",
      );
  }
}

interface FrameFlags {
  readonly isIndependent: boolean;
  readonly hasBlockSums: boolean;
  readonly hasSum: boolean;
  readonly contentBytes: number | undefined;
  readonly blockBytes: number;
}

function* frame(): Unpacking {
  const flags = yield* frameHeader();
  const history = new Uint8Array(historyBytes + flags.blockBytes);
  const sum = new XxHash32();
  let kept = 0;
  let sizeBytes = 0;
  for (;;) {
    const size = uint32(yield { bytes: 4 }, 0);
    if (size === 0) break;
    const packedBytes = size & 0x7fffffff;
    if (packedBytes > flags.blockBytes) throw new RangeError(`a block of ${packedBytes} bytes`);
    const packed = yield { bytes: packedBytes };
    const blockSum = flags.hasBlockSums ? uint32(yield { bytes: 4 }, 0) : undefined;
    if (blockSum !== undefined && xxHash32(packed) !== blockSum)
      throw new SyntaxError("a block whose checksum does not match");
    if (size >>> 31 === 1) history.set(packed, kept);
    const count = size >>> 31 === 1 ? packedBytes : lz4Decompress(packed, 0, packed.length, history, kept, 0);
    sizeBytes += count;
    const unpacked = history.slice(kept, kept + count);
    if (flags.hasSum) sum.add(unpacked);
    yield { unpacked };
    if (!flags.isIndependent) kept = keepHistory(history, kept + count);
  }
  if (flags.hasSum && uint32(yield { bytes: 4 }, 0) !== sum.sum())
    throw new SyntaxError("a frame whose checksum does not match");
  if (sizeBytes !== (flags.contentBytes ?? sizeBytes))
    throw new SyntaxError(`${sizeBytes} bytes of a frame that must have ${flags.contentBytes}`);
}

/** Moves the last bytes to the beginning, as far back as matches may reach. */
function keepHistory(history: Uint8Array, end: number): number {
  const start = Math.max(0, end - historyBytes);
  history.copyWithin(0, start, end);
  return end - start;
}

function* frameHeader(): Generator<{ readonly bytes: number }, FrameFlags, Uint8Array> {
  const [flags = 0, sizes = 0] = yield { bytes: 2 };
  if (flags >> 6 !== 1) throw new SyntaxError(`version ${flags >> 6} of LZ4`);
  if ((flags & 1) !== 0) throw new SyntaxError("a frame that needs a dictionary");
  const more = yield { bytes: ((flags & 8) !== 0 ? 8 : 0) + 1 };
  const header = Uint8Array.of(flags, sizes, ...more.subarray(0, -1));
  if (((xxHash32(header) >> 8) & 255) !== more.at(-1)) throw new SyntaxError("a header whose checksum does not match");
  const largest = (sizes >> 4) & 7;
  if (largest < 4) throw new SyntaxError(`blocks of the unknown size ${largest}`);
  return {
    isIndependent: (flags & 32) !== 0,
    hasBlockSums: (flags & 16) !== 0,
    hasSum: (flags & 4) !== 0,
    contentBytes: (flags & 8) !== 0 ? uint32(more, 0) + uint32(more, 4) * 2 ** 32 : undefined,
    blockBytes: 2 ** (8 + 2 * largest),
  };
}

const written = { flags: 0x60, sizes: 0x70, blockBytes: 2 ** 22 }; // version 1, independent blocks of at most 4 MB

/** Packs into one frame. */
export function lz4Frame(bytes: Uint8Array): Uint8Array {
  const blocks = Math.ceil(bytes.length / written.blockBytes);
  const out = new Uint8Array(7 + blocks * (4 + 16) + bytes.length + Math.ceil(bytes.length / 255) + 4);
  const view = new DataView(out.buffer);
  view.setUint32(0, magic, true);
  out[4] = written.flags;
  out[5] = written.sizes;
  out[6] = (xxHash32(out.subarray(4, 6)) >> 8) & 255;
  let to = 7;
  for (let start = 0; start < bytes.length; start += written.blockBytes) {
    const end = Math.min(bytes.length, start + written.blockBytes);
    const size = lz4Compress(bytes, start, end, out.subarray(to + 4), new Int32Array(1 << 14));
    const isPacked = size < end - start;
    if (!isPacked) out.set(bytes.subarray(start, end), to + 4);
    view.setUint32(to, isPacked ? size : (end - start + 0x80000000) >>> 0, true);
    to += 4 + (isPacked ? size : end - start);
  }
  view.setUint32(to, 0, true);
  return out.slice(0, to + 4);
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
