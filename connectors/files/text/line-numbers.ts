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
  // Bad lines are often neighbours: a read for each would be most of what they cost.
  let ahead: Uint8Array = new Uint8Array(0);
  return async (offset) => {
    while (counted < offset) {
      if (ahead.length === 0) {
        const wanted = Math.min(mostBytes, Math.max(leastBytes, offset - counted));
        ahead = await file.read({ start: counted, end: counted + wanted });
      }
      if (ahead.length === 0) break;
      const bytes = ahead.subarray(0, offset - counted);
      line += countOf(bytes, lineEnd);
      counted += bytes.length;
      ahead = ahead.subarray(bytes.length);
    }
    return line;
  };
}

const leastBytes = 2 ** 16;
const mostBytes = 2 ** 20;

function countOf(bytes: Uint8Array, byte: number): number {
  let count = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) count++;
  return count;
}
