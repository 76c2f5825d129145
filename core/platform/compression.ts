import * as zlib from "node:zlib";

/** Whether this runtime brings Zstandard: Node ≥ 22.15 and Bun do; Deno where its `node:zlib` has it. */
export const hasZstd: boolean = "zstdDecompressSync" in zlib && "zstdCompressSync" in zlib;

// The size unpacked is known beforehand: one piece of output, and never more, whatever the packed bytes claim.
// One byte beyond it spares a second piece.

/** Unpacks gzip to at most `sizeBytes`. */
export function gunzip(packed: Uint8Array, sizeBytes: number): Uint8Array {
  return plain(zlib.gunzipSync(packed, limits(sizeBytes)));
}

export function gzip(bytes: Uint8Array): Uint8Array {
  return plain(zlib.gzipSync(bytes));
}

/** Unpacks DEFLATE without a header, as Avro has it, to at most `mostBytes`. */
export function inflateRaw(packed: Uint8Array, mostBytes: number): Uint8Array {
  return plain(zlib.inflateRawSync(packed, { maxOutputLength: mostBytes }));
}

export function deflateRaw(bytes: Uint8Array): Uint8Array {
  return plain(zlib.deflateRawSync(bytes));
}

/** Unpacks Brotli to at most `sizeBytes`. */
export function brotliDecompress(packed: Uint8Array, sizeBytes: number): Uint8Array {
  return plain(zlib.brotliDecompressSync(packed, limits(sizeBytes)));
}

/** Unpacks Zstandard to at most `sizeBytes`. Only where `hasZstd`. */
export function zstdDecompress(packed: Uint8Array, sizeBytes: number): Uint8Array {
  return plain(zlib.zstdDecompressSync(packed, limits(sizeBytes)));
}

/** Unpacks Zstandard that does not say what it unpacks to, to at most `mostBytes`. Only where `hasZstd`. */
export function zstdDecompressUpTo(packed: Uint8Array, mostBytes: number): Uint8Array {
  return plain(zlib.zstdDecompressSync(packed, { maxOutputLength: mostBytes }));
}

/** Only where `hasZstd`. */
export function zstdCompress(bytes: Uint8Array, level: number): Uint8Array {
  return plain(zlib.zstdCompressSync(bytes, { params: { [zlib.constants.ZSTD_c_compressionLevel]: level } }));
}

/** CRC-32 of ISO 3309, as gzip and Parquet use it: of the bytes behind those whose sum is `before`, where there are such. */
export const crc32: (bytes: Uint8Array, before?: number) => number =
  "crc32" in zlib ? (bytes, before) => zlib.crc32(bytes, before) : crc32ByTable;

function limits(sizeBytes: number): { readonly chunkSize: number; readonly maxOutputLength: number } {
  return { chunkSize: Math.max(64, sizeBytes + 1), maxOutputLength: Math.max(1, sizeBytes) };
}

/** The same bytes without Node's subclass: loops over both kinds would be slower, and its `slice` does not copy. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function crc32ByTable(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

const crcTable: Int32Array = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});
