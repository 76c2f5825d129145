import { gzip, hasZstd, snappyCompress, zstdCompress } from "../../../core/platform/mod.ts";
import type { Codec } from "../format/names.ts";

/** How pages are packed. */
export type Compression = "zstd" | "snappy" | "gzip" | "none";

/** Zstandard packs tightest for its speed; snappy where the runtime lacks it. */
export const defaultCompression: Compression = hasZstd ? "zstd" : "snappy";

const zstdLevel = 1;

export function codecOf(compression: Compression): Codec {
  return ({ zstd: "ZSTD", snappy: "SNAPPY", gzip: "GZIP", none: "UNCOMPRESSED" } as const)[compression];
}

export function compress(bytes: Uint8Array, codec: Codec): Uint8Array {
  switch (codec) {
    case "ZSTD":
      return zstdCompress(bytes, zstdLevel);
    case "GZIP":
      return gzip(bytes);
    case "SNAPPY":
      return snappyCompress(bytes);
    default:
      return bytes;
  }
}
