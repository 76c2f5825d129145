import { fileSystemOf } from "../../core/io/mod.ts";

/**
 * Tells which line of a file (from 1) a byte lies in. Counts only when asked, going on from the last answer: reading
 * itself never pays for it. Ask in ascending order.
 */
export function lineNumbers(path: string): (offset: number) => Promise<number> {
  let counted = 0;
  let line = 1;
  return async (offset) => {
    const files = await fileSystemOf(path);
    while (counted < offset) {
      const bytes = await files.read(path, { start: counted, end: Math.min(offset, counted + countBytes) });
      if (bytes.length === 0) break;
      line += newlinesIn(bytes);
      counted += bytes.length;
    }
    return line;
  };
}

const countBytes = 2 ** 20;
const newline = 10;

function newlinesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count++;
  return count;
}
