import type { FileBytes } from "./file-bytes.ts";

/**
 * Tells which line of a file (from 1) a byte lies in. Counts only when asked, going on from the last answer: reading
 * itself never pays for it. Ask in ascending order.
 *
 * @param lineEnd The byte that lines end with.
 */
export function lineNumbers(file: FileBytes, lineEnd: number): (offset: number) => Promise<number> {
  let counted = 0;
  let line = 1;
  return async (offset) => {
    while (counted < offset) {
      const bytes = await file.read({ start: counted, end: Math.min(offset, counted + countBytes) });
      if (bytes.length === 0) break;
      line += countOf(bytes, lineEnd);
      counted += bytes.length;
    }
    return line;
  };
}

const countBytes = 2 ** 20;

function countOf(bytes: Uint8Array, byte: number): number {
  let count = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) count++;
  return count;
}
