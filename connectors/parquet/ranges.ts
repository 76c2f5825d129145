import { readJoined } from "../files/mod.ts";
import type { ParquetFile } from "./file.ts";
import type { ColumnChunk } from "./format/metadata.ts";

/** Reads the chunks with as few reads as their places in the file allow. */
export async function readRanges(
  { files, path }: ParquetFile,
  chunks: readonly ColumnChunk[],
): Promise<(chunk: ColumnChunk) => Uint8Array> {
  const wanted = chunks.map(({ start, compressedBytes }) => ({ start, end: start + compressedBytes }));
  const read = await readJoined(files, path, wanted);
  return ({ start, compressedBytes }) => read(start, compressedBytes);
}
