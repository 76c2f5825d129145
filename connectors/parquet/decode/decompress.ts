import {
  brotliDecompress,
  gunzip,
  hasZstd,
  lz4Decompress,
  snappyDecompress,
  zstdDecompress,
} from "../../../core/platform/mod.ts";
import type { Codec } from "../format/names.ts";
import { viewOf } from "./values.ts";

/** No page needs more; a header that claims it is damaged or hostile. */
const largestPageBytes = 2 ** 30;

/** Unpacks a page into exactly `sizeBytes` bytes. */
export function decompress(packed: Uint8Array, codec: Codec, sizeBytes: number): Uint8Array {
  if (sizeBytes > largestPageBytes) throw new RangeError(`a page of ${sizeBytes} bytes unpacked`);
  const bytes = unpack(packed, codec, sizeBytes);
  if (bytes.length !== sizeBytes) {
    throw new RangeError(`a page of ${bytes.length} bytes unpacked where its header says ${sizeBytes}`);
  }
  return bytes;
}

function unpack(packed: Uint8Array, codec: Codec, sizeBytes: number): Uint8Array {
  switch (codec) {
    case "UNCOMPRESSED":
      return packed;
    case "SNAPPY":
      return filled(sizeBytes, (out) => snappyDecompress(packed, out));
    case "GZIP":
      return gunzip(packed, sizeBytes);
    case "ZSTD":
      if (!hasZstd) throw new RangeError("codec ZSTD, which this runtime lacks (Node 22.15 and later have it)");
      return zstdDecompress(packed, sizeBytes);
    case "BROTLI":
      return brotliDecompress(packed, sizeBytes);
    case "LZ4_RAW":
      return filled(sizeBytes, (out) => lz4Decompress(packed, 0, packed.length, out, 0));
    case "LZ4":
      return filled(sizeBytes, (out) => unpackFramed(packed, out));
    default:
      throw new RangeError(`codec ${codec}`);
  }
}

function filled(sizeBytes: number, fill: (out: Uint8Array) => number): Uint8Array {
  const out = new Uint8Array(sizeBytes);
  const size = fill(out);
  return size === sizeBytes ? out : out.subarray(0, size);
}

/** Hadoop's LZ4: frames of (size unpacked, size packed, block), sizes big endian; some writers leave the frames out. */
function unpackFramed(packed: Uint8Array, out: Uint8Array): number {
  const view = viewOf(packed);
  let at = 0;
  let to = 0;
  while (at + 8 <= packed.length) {
    const unpackedSize = view.getUint32(at);
    const end = at + 8 + view.getUint32(at + 4);
    if (end > packed.length || unpackedSize > out.length - to) return lz4Decompress(packed, 0, packed.length, out, 0);
    to += lz4Decompress(packed, at + 8, end, out, to);
    at = end;
  }
  return to;
}
