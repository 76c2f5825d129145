import { lz4Compress, lz4Decompress } from "./kernels/lz4.ts";
import { snappyCompress, snappyDecompress } from "./kernels/snappy.ts";
import type { Unpacking } from "./unpacking.ts";

/*
 * What Hadoop's SnappyCodec and Lz4Codec write has no name at its beginning, and no sums:
 *
 * file  = blocks; of no bytes: one block of the size 0
 * block = u32 size unpacked, chunks until these are so many bytes
 * chunk = u32 size packed, a raw block of Snappy or of LZ4
 *
 * Sizes are big-endian.
 * https://github.com/apache/hadoop/blob/trunk/hadoop-common-project/hadoop-common/src/main/java/org/apache/hadoop/io/compress/BlockCompressorStream.java
 */

/** How the chunks are packed. */
export type HadoopCodec = "lz4" | "snappy";

/** Chunks are of buffers of 256 kB unless a cluster says otherwise. */
const largestChunkBytes = 2 ** 26;

export function* unpackHadoop(codec: HadoopCodec): Unpacking {
  for (;;) {
    const beginning = yield { bytes: 4, orEnd: true };
    if (beginning.length === 0) return;
    for (let left = uint32(beginning, 0); left > 0; ) {
      const size = uint32(yield { bytes: 4 }, 0);
      if (size > largestChunkBytes) throw new RangeError(`a chunk of ${size} bytes`);
      const unpacked = unpackChunk(codec, yield { bytes: size }, left);
      if (unpacked.length === 0) throw new SyntaxError("a chunk of no bytes");
      left -= unpacked.length;
      yield { unpacked };
    }
  }
}

/** @param mostBytes What is left of its block. */
function unpackChunk(codec: HadoopCodec, packed: Uint8Array, mostBytes: number): Uint8Array<ArrayBuffer> {
  if (codec === "lz4") {
    const out = new Uint8Array(Math.min(mostBytes, packed.length * mostLz4));
    return out.subarray(0, lz4Decompress(packed, 0, packed.length, out, 0));
  }
  const [size] = snappySize(packed, 0);
  if (!(size <= mostBytes && size <= packed.length * mostSnappy))
    throw new RangeError(`a chunk of ${size} bytes unpacked`);
  const out = new Uint8Array(size);
  if (snappyDecompress(packed, out) !== size) throw new SyntaxError(`a chunk that does not unpack to ${size} bytes`);
  return out;
}

/** How much larger a block may become. */
const mostLz4 = 255;
const mostSnappy = 64;

/** Fewer bytes of a chunk may be elements of either format by chance. */
const leastToTell = 64;

/**
 * Which codec of Hadoop has written a file that begins so. Undefined where that is not certain: sizes must be such as they write, and what
 * follows must be elements of one of the two formats, and not of the other, as far as it is given. No text begins so.
 */
export function hadoopCodecOf(first: Uint8Array): HadoopCodec | undefined {
  // Nothing was written; both unpack it to nothing.
  if (first.length === 4 && uint32(first, 0) === 0) return "snappy";
  if (first.length < 10) return undefined;
  const [unpacked, packed] = [uint32(first, 0), uint32(first, 4)];
  if (unpacked === 0 || packed < 2 || packed > Math.min(largestChunkBytes, unpacked * 1.2 + 64)) return undefined;
  const chunk = first.subarray(8, 8 + packed);
  const isWhole = chunk.length === packed;
  if (!isWhole && chunk.length < leastToTell) return undefined;
  const isSnappy = isSnappyChunk(chunk, unpacked, isWhole);
  const isLz4 = isLz4Chunk(chunk, unpacked, isWhole);
  if (isSnappy === isLz4) return undefined;
  return isSnappy ? "snappy" : "lz4";
}

function isSnappyChunk(chunk: Uint8Array, mostBytes: number, isWhole: boolean): boolean {
  const [size, start] = snappySize(chunk, 0);
  if (!(size > 0 && size <= mostBytes)) return false;
  let [at, to] = [start, 0];
  while (at < chunk.length) {
    const tag = chunk[at]!;
    const kind = tag & 3;
    const extra = kind === 0 ? Math.max(0, (tag >> 2) - 59) : [0, 1, 2, 4][kind]!;
    if (at + 1 + extra > chunk.length) break;
    let number = 0;
    for (let part = 0; part < extra; part++) number += chunk[at + 1 + part]! * 2 ** (8 * part);
    at += 1 + extra;
    if (kind === 0) {
      const length = (extra === 0 ? tag >> 2 : number) + 1;
      [at, to] = [at + length, to + length];
    } else {
      const distance = kind === 1 ? ((tag >> 5) << 8) | number : number;
      if (distance === 0 || distance > to) return false;
      to += kind === 1 ? 4 + ((tag >> 2) & 7) : (tag >> 2) + 1;
    }
    if (to > size) return false;
  }
  return !isWhole || (at === chunk.length && to === size);
}

function isLz4Chunk(chunk: Uint8Array, mostBytes: number, isWhole: boolean): boolean {
  let [at, to] = [0, 0];
  const more = (length: number): number => {
    if (length !== 15) return length;
    for (let byte = 255; byte === 255 && at < chunk.length; length += byte) byte = chunk[at++]!;
    return length;
  };
  while (at < chunk.length) {
    const token = chunk[at++]!;
    const literals = more(token >> 4);
    [at, to] = [at + literals, to + literals];
    if (to > mostBytes) return false;
    // The last sequence has no match.
    if (at >= chunk.length - 1) break;
    const distance = chunk[at]! | (chunk[at + 1]! << 8);
    at += 2;
    if (distance === 0 || distance > to) return false;
    to += more(token & 15) + 4;
    if (to > mostBytes) return false;
  }
  return to > 0 && (!isWhole || at === chunk.length);
}

/** The size unpacked, and where the elements begin; not a number where there is none. */
function snappySize(packed: Uint8Array, start: number): readonly [size: number, at: number] {
  let size = 0;
  for (let at = start; at < start + 5; at++) {
    size += (packed[at]! & 127) * 2 ** (7 * (at - start));
    if (packed[at]! < 128) return [size, at + 1];
  }
  return [Number.NaN, start];
}

function uint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

/** What Hadoop's readers unpack at once, at most, with room for what cannot be packed: they have buffers of 256 kB. */
const writtenChunkBytes = 2 ** 17;

/** Packs into blocks of one chunk each. */
export function hadoopBlocks(codec: HadoopCodec, bytes: Uint8Array): Uint8Array {
  const most = writtenChunkBytes + writtenChunkBytes / 6 + 64;
  const out = new Uint8Array(Math.ceil(bytes.length / writtenChunkBytes) * (8 + most));
  const view = new DataView(out.buffer);
  let to = 0;
  for (let start = 0; start < bytes.length; start += writtenChunkBytes) {
    const end = Math.min(bytes.length, start + writtenChunkBytes);
    const [room, table] = [out.subarray(to + 8), new Int32Array(1 << 14)];
    const size =
      codec === "lz4"
        ? lz4Compress(bytes, start, end, room, table)
        : snappyCompress(bytes.subarray(start, end), room, table);
    view.setUint32(to, end - start);
    view.setUint32(to + 4, size);
    to += 8 + size;
  }
  return out.slice(0, to);
}
