import { expect, test } from "vitest";
import { fileSplits, wholeLines } from "../../../../connectors/files/text/file-splits.ts";
import { registerFileSystem } from "../../../../core/io/file-system.ts";
import { localFiles } from "../../../../core/io/local-files.ts";

/** A file system with one file that has newlines at those positions; says how many bytes of it were read. */
function fileOf(sizeBytes: number, newlines: readonly number[]): { path: string; read: () => number } {
  let bytesRead = 0;
  registerFileSystem("sparse", async () => ({
    ...localFiles,
    read: async (_path, { start, end }) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, sizeBytes) - start));
      bytesRead += bytes.length;
      for (const at of newlines) if (at >= start && at < end) bytes[at - start] = 10;
      return bytes;
    },
  }));
  return { path: "sparse://file", read: () => bytesRead };
}

const mega = 2 ** 20;

test("a line that is as long as many splits is searched for its end once", async () => {
  const { path, read } = fileOf(64 * mega, [64 * mega - 10]);
  const file = { dataStart: 0 };
  const ends: number[] = [];
  for (const split of fileSplits(path, 0, 64 * mega, mega)) {
    const { start, end } = await wholeLines(split, file);
    ends.push(start, end);
  }
  expect([...new Set(ends)]).toEqual([0, 64 * mega - 9, 64 * mega]);
  expect(read()).toBeLessThan(70 * mega);
});

test("splits that are opened at once cut the lines as those opened one after another", async () => {
  const { path } = fileOf(32 * mega, [100, 3 * mega + 5, 20 * mega, 20 * mega + 1, 32 * mega - 1]);
  const splits = fileSplits(path, 0, 32 * mega, mega);
  const [inTurn, atOnce] = [{ dataStart: 0 }, { dataStart: 0 }];
  const expected: unknown[] = [];
  for (const split of splits) expected.push(await wholeLines(split, inTurn));
  expect(await Promise.all(splits.map((split) => wholeLines(split, atOnce)))).toEqual(expected);
  const lines = expected
    .map((split) => split as { start: number; end: number })
    .filter(({ start, end }) => end > start);
  expect(lines.map(({ start, end }) => [start, end])).toEqual([
    [0, 3 * mega + 6],
    [3 * mega + 6, 20 * mega + 1],
    [20 * mega + 1, 32 * mega],
  ]);
});
