import type { ParquetFile } from "./file.ts";
import type { ColumnChunk } from "./format/metadata.ts";

/** Bytes between two chunks that are cheaper read along than left out. */
const gapBytes = 64 * 1024;

/** Reads the chunks with as few reads as their places in the file allow. */
export async function readRanges(
  { files, path }: ParquetFile,
  chunks: readonly ColumnChunk[],
): Promise<(chunk: ColumnChunk) => Uint8Array> {
  const ranges = joinedRanges(chunks);
  const read = await Promise.all(ranges.map((range) => files.read(path, range)));
  return (chunk) => {
    const at = ranges.findLastIndex((range) => range.start <= chunk.start);
    const { buffer, byteOffset } = read[at]!;
    // Never Node's Buffer: loops over both kinds of arrays would be slower.
    return new Uint8Array(buffer, byteOffset + chunk.start - ranges[at]!.start, chunk.compressedBytes);
  };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The ranges that hold the chunks, in order, apart by more than the gap. */
function joinedRanges(chunks: readonly ColumnChunk[]): readonly Range[] {
  const joined: Range[] = [];
  for (const { start, compressedBytes } of [...chunks].sort((a, b) => a.start - b.start)) {
    const end = start + compressedBytes;
    const last = joined.at(-1);
    if (last !== undefined && start <= last.end + gapBytes) {
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    } else {
      joined.push({ start, end });
    }
  }
  return joined;
}
