import type { KnownPieces } from "./capture.ts";

/** Files there may be before small ones are put together: each is opened at a restore. */
const mostFiles = 24;

/**
 * The files whose pieces are to be written anew, so that those that are left hold no more than twice what is needed: first
 * the one of which the least is needed.
 *
 * @param sizes Bytes of each file of the folder.
 */
export function emptiedFiles(known: KnownPieces, sizes: ReadonlyMap<string, number>): ReadonlySet<string> {
  const needed = new Map<string, number>();
  for (const pieces of known.values()) {
    for (const { file, length } of pieces.values()) needed.set(file, (needed.get(file) ?? 0) + length);
  }
  const files = [...needed]
    .map(([file, bytes]) => ({ file, bytes, size: sizes.get(file) ?? bytes }))
    .sort((a, b) => a.bytes / a.size - b.bytes / b.size);
  const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let held = files.reduce((sum, { size }) => sum + size, 0);
  const emptied = new Set<string>();
  for (const { file, bytes, size } of files) {
    if (held <= 2 * all) break;
    emptied.add(file);
    held -= size - bytes;
  }
  const left = files.filter(({ file }) => !emptied.has(file)).sort((a, b) => a.bytes - b.bytes);
  for (const { file } of left.slice(0, Math.max(0, left.length - mostFiles))) emptied.add(file);
  return emptied;
}
