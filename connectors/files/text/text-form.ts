import { type FileInfo, fileSystemOf, packingOf } from "../../../core/io/mod.ts";
import type { Packing } from "../../../core/platform/mod.ts";
import { packedEndings } from "../writing/packed-parts.ts";
import { fileBytes } from "./file-bytes.ts";
import { type FileSplit, fileSplits, unknownEnd, wholeFile } from "./file-splits.ts";

/** How the lines of a text file are stored. */
export interface TextForm {
  /** How the whole file is packed; undefined where it is not. */
  readonly packing: Packing | undefined;
  /** `"\r"` as on the classic Mac, where no line ends in a newline. */
  readonly lineEnd: "\n" | "\r";
}

/** The beginning of a file, unpacked. */
export interface TextSample {
  readonly bytes: Uint8Array;
  readonly packing: Packing | undefined;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
  /** How many bytes it has, unpacked; `unknownEnd` until somebody has unpacked it. */
  readonly end: number;
}

export async function textSample({ path, sizeBytes }: FileInfo, sampleBytes: number): Promise<TextSample> {
  const bytes = await (await fileSystemOf(path)).read(path, { start: 0, end: Math.min(sizeBytes, sampleBytes) });
  const packing = packingOf(bytes);
  if (packing === undefined) {
    refuseRawBlock(path, bytes);
    return { bytes, packing, isWhole: bytes.length >= sizeBytes, end: sizeBytes };
  }
  const packed = await fileBytes(path, packing);
  try {
    const unpacked = await packed.read({ start: 0, end: sampleBytes });
    const isWhole = unpacked.length < sampleBytes;
    return { bytes: unpacked, packing, isWhole, end: isWhole ? unpacked.length : unknownEnd };
  } finally {
    await packed.close();
  }
}

/** What a text file is read in parts of: lines of some kinds are found only from the beginning on. */
export function textSplits(
  path: string,
  { packing, lineEnd }: TextForm,
  { start, end, sizeBytes }: { readonly start: number; readonly end: number; readonly sizeBytes: number },
  largestBytes: number | undefined,
): readonly FileSplit[] {
  if (start >= end) return [];
  if (packing !== undefined) return [wholeFile(path, start, unknownEnd, sizeBytes)];
  return lineEnd === "\r" ? [wholeFile(path, start, end, sizeBytes)] : fileSplits(path, start, end, largestBytes);
}

/** The extensions that folders are searched for, with those of packed files. */
export function packedToo(extensions: readonly string[]): readonly string[] {
  return [...extensions, ...extensions.flatMap((extension) => packedEndings.map((ending) => `${extension}${ending}`))];
}

/** Some of what has such a name cannot be told from other bytes: it must not be taken for text. */
function refuseRawBlock(path: string, bytes: Uint8Array): void {
  const [ending] = /\.(?:sz|snappy|lz4)$/i.exec(path) ?? [];
  if (ending === undefined || !beginsAsNoText(bytes.subarray(0, 64))) return;
  const format = ending.toLowerCase() === ".lz4" ? "LZ4" : "Snappy";
  throw new SyntaxError(
    `Cannot read ${JSON.stringify(path)} as it must hold frames of ${format}, blocks of Hadoop's ${format}Codec or text: got ` +
      `${JSON.stringify(String.fromCharCode(...bytes.subarray(0, 16)))} at its beginning, which may be one raw block; ` +
      `write it again by the frame format of ${format}, or by gzip`,
  );
}

function beginsAsNoText(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32))) return true;
  try {
    // What is cut at the end is no error of a stream.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return false;
  } catch {
    return true;
  }
}
