import * as zlib from "node:zlib";

/** How what is sent by HTTP is packed: DEFLATE with a head and a sum (gzip, zlib), bare, or Brotli. */
export type ContentCoding = "gzip" | "zlib" | "deflate" | "br";

/** What bytes unpack to, or why they do not. */
export type Unpacked =
  | { readonly bytes: Uint8Array }
  | { readonly isTooLong: true }
  /** `damage` says what is wrong with them. */
  | { readonly damage: string };

/**
 * Unpacks what is there whole, aside of the event loop, and stops at `mostBytes`, whatever it would become. Bytes that are cut, or have
 * others behind their end, are damaged.
 */
export async function unpackContent(coding: ContentCoding, packed: Uint8Array, mostBytes: number): Promise<Unpacked> {
  if (coding === "br" && !tellsCutBrotli()) return unpackBrotliByStream(packed, mostBytes);
  const { error, buffer, engine } = await new Promise<ZlibResult>((resolve) => {
    // As it is in all three runtimes; types know only what is given without `info`.
    const done = (error: Error | null, result: unknown): void => resolve({ error, ...(result as object) });
    unpackers[coding](packed, { maxOutputLength: mostBytes, info: true }, done);
  });
  if (error !== null)
    return (error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE"
      ? { isTooLong: true }
      : { damage: error.message };
  const behind = packed.length - engine!.bytesWritten;
  if (behind > 0) return { damage: `${behind} bytes behind their end` };
  return { bytes: new Uint8Array(buffer!.buffer, buffer!.byteOffset, buffer!.byteLength) };
}

interface ZlibResult {
  readonly error: Error | null;
  readonly buffer?: Uint8Array<ArrayBuffer>;
  /** `bytesWritten` is what it has taken. */
  readonly engine?: { readonly bytesWritten: number };
}

type Unpacker = (
  packed: Uint8Array,
  options: { readonly maxOutputLength: number; readonly info: true },
  done: (error: Error | null, result: unknown) => void,
) => void;

const unpackers: Readonly<Record<ContentCoding, Unpacker>> = {
  gzip: zlib.gunzip,
  zlib: zlib.inflate,
  deflate: zlib.inflateRaw,
  br: zlib.brotliDecompress,
};

let isTelling: boolean | undefined;

/** Deno's `node:zlib` gives what there is of Brotli that is cut, and says nothing (2.9). */
function tellsCutBrotli(): boolean {
  if (isTelling !== undefined) return isTelling;
  try {
    zlib.brotliDecompressSync(zlib.brotliCompressSync("whole").subarray(0, -1));
    isTelling = false;
  } catch {
    isTelling = true;
  }
  return isTelling;
}

/** Deno's stream of the web tells what is cut and what is behind the end; that of Node does not. */
async function unpackBrotliByStream(packed: Uint8Array, mostBytes: number): Promise<Unpacked> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    const stream = new Blob([new Uint8Array(packed)]).stream().pipeThrough(new DecompressionStream("brotli"));
    for await (const piece of stream) {
      size += piece.length;
      if (size > mostBytes) return { isTooLong: true };
      pieces.push(piece);
    }
  } catch (error) {
    return { damage: (error as Error).message };
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { bytes };
}
