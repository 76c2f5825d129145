import {
  brotliDecompress,
  gunzip,
  hasZstd,
  lz4Decompress,
  snappyDecompress,
  zstdDecompress,
} from "../../../core/platform/mod.ts";
import type { Codec } from "../format/names.ts";
import { type PageMemory, viewOf } from "./values.ts";

/** No page needs more; a header that claims it is damaged or hostile. */
const largestPageBytes = 2 ** 30;

/**
 * Unpacks a page into exactly `sizeBytes` bytes.
 * @param memory `"shared"`: they are good until the next page is unpacked, or those that were packed are written over.
 */
export function decompress(packed: Uint8Array, codec: Codec, sizeBytes: number, memory: PageMemory): Uint8Array {
  if (sizeBytes > largestPageBytes) throw new RangeError(`a page of ${sizeBytes} bytes unpacked`);
  const bytes = unpack(packed, codec, sizeBytes, memory);
  if (bytes.length !== sizeBytes) {
    throw new RangeError(`a page of ${bytes.length} bytes unpacked where its header says ${sizeBytes}`);
  }
  return bytes;
}

function unpack(packed: Uint8Array, codec: Codec, sizeBytes: number, memory: PageMemory): Uint8Array {
  const filled = (fill: (out: Uint8Array) => number): Uint8Array => {
    const out = memory === "shared" ? sharedBytes(sizeBytes) : new Uint8Array(sizeBytes);
    return out.subarray(0, fill(out));
  };
  switch (codec) {
    case "UNCOMPRESSED":
      return memory === "shared" ? packed : packed.slice();
    case "SNAPPY":
      return filled((out) => snappyDecompress(packed, out));
    case "GZIP":
      return gunzip(packed, sizeBytes);
    case "ZSTD":
      if (!hasZstd) throw new RangeError("codec ZSTD, which this runtime lacks (Node 22.15 and later have it)");
      return zstdDecompress(packed, sizeBytes);
    case "BROTLI":
      return brotliDecompress(packed, sizeBytes);
    case "LZ4_RAW":
      return filled((out) => lz4Decompress(packed, 0, packed.length, out, 0));
    case "LZ4":
      return filled((out) => unpackFramed(packed, out));
    default:
      throw new RangeError(`codec ${codec}`);
  }
}

let shared = new Uint8Array(0);
/** Larger pages get memory of their own. */
const mostSharedBytes = 1 << 23;

function sharedBytes(sizeBytes: number): Uint8Array {
  if (sizeBytes > mostSharedBytes) return new Uint8Array(sizeBytes);
  if (shared.length < sizeBytes) shared = new Uint8Array(sizeBytes);
  return shared.subarray(0, sizeBytes);
}

/**
 * Hadoop's LZ4: blocks of (size unpacked, and chunks of (size packed, raw block) until that size is reached), sizes big endian. Arrow writes one
 * chunk a block, parquet-mr several where a page is above 256 kB; some writers leave the sizes out.
 */
function unpackFramed(packed: Uint8Array, out: Uint8Array): number {
  const view = viewOf(packed);
  let [at, to] = [0, 0];
  while (at + 8 <= packed.length) {
    const blockEnd = to + view.getUint32(at);
    at += 4;
    while (at + 4 <= packed.length && to < blockEnd) {
      const end = at + 4 + view.getUint32(at);
      if (end > packed.length || blockEnd > out.length) return lz4Decompress(packed, 0, packed.length, out, 0);
      to += lz4Decompress(packed, at + 4, end, out, to);
      at = end;
    }
  }
  return to;
}
