import type { ByteRange, FileSystem } from "../../core/io/mod.ts";

/** Bytes between two ranges that are cheaper read along than left out. */
const gapBytes = 64 * 1024;

/**
 * Reads ranges of a file with as few reads as their places allow; gives what is within them.
 * @param take Memory of at least so many bytes, into which they may be read.
 */
export async function readJoined(
  files: Pick<FileSystem, "read">,
  path: string,
  wanted: readonly ByteRange[],
  take?: (sizeBytes: number) => Uint8Array,
): Promise<(start: number, sizeBytes: number) => Uint8Array> {
  const ranges = joinedRanges(wanted);
  const read = await Promise.all(
    ranges.map((range) => files.read(path, take ? { ...range, into: take(range.end - range.start) } : range)),
  );
  return (start, sizeBytes) => {
    const at = ranges.findLastIndex((range) => range.start <= start);
    const { buffer, byteOffset, length } = read[at]!;
    const within = start - ranges[at]!.start;
    if (within + sizeBytes > length) throw new RangeError(`${sizeBytes} bytes at ${start}, where the file ends`);
    // Never Node's Buffer: loops over both kinds of arrays would be slower.
    return new Uint8Array(buffer, byteOffset + within, sizeBytes);
  };
}

/** The ranges that hold the others, in order, apart by more than the gap. */
function joinedRanges(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const joined: ByteRange[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last.end + gapBytes) {
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    } else {
      joined.push({ start, end });
    }
  }
  return joined;
}
