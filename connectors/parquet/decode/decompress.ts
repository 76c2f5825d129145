import { brotliDecompress, gunzip, zstdDecompress } from "../../../core/platform/mod.ts";
import type { Codec } from "../format/names.ts";

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
    case "GZIP":
      return gunzip(packed, sizeBytes);
    case "ZSTD":
      return zstdDecompress(packed, sizeBytes);
    case "BROTLI":
      return brotliDecompress(packed, sizeBytes);
    default:
      throw new RangeError(`codec ${codec}`);
  }
}
