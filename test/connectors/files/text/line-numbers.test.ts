import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileBytes } from "../../../../connectors/files/text/file-bytes.ts";
import { lineNumbers } from "../../../../connectors/files/text/line-numbers.ts";
import type { ByteRange } from "../../../../core/io/mod.ts";

test("lines are those of the naive count, by one read for many neighbours and by long ones over a gap", async () => {
  const text = Array.from({ length: 40_000 }, (_, at) => "x".repeat(at % 7)).join("\n");
  const bytes = new TextEncoder().encode(text + "y".repeat(3_000_000));
  const ranges: ByteRange[] = [];
  const read = async (range: ByteRange): Promise<Uint8Array> => {
    ranges.push(range);
    return bytes.subarray(range.start, range.end);
  };
  const lineOf = lineNumbers({ isRandom: true, read, unpacked: () => 0, close: async () => undefined }, 10);
  for (const offset of [0, 1, 2, 3, 50, 50, 65_536, 65_537, 70_000, 150_000, bytes.length, bytes.length + 9]) {
    expect(await lineOf(offset), `${offset}`).toBe(text.slice(0, offset).split("\n").length);
  }
  expect(ranges.length).toBeLessThan(10);
});

test("a file that was closed while it is still asked for is not opened again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "millrace-closed-"));
  try {
    await writeFile(join(folder, "a.txt"), "abc");
    const file = await fileBytes(join(folder, "a.txt"), undefined);
    expect(await file.read({ start: 1, end: 9 })).toEqual(Uint8Array.of(98, 99));
    await file.close();
    await expect(file.read({ start: 0, end: 1 })).rejects.toThrow(/^The reader of ".*a\.txt" was closed$/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
