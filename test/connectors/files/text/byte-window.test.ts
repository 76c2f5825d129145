import { expect, test } from "vitest";
import { windowReader } from "../../../../connectors/files/text/byte-window.ts";
import type { FileBytes } from "../../../../connectors/files/text/file-bytes.ts";

const content = new TextEncoder().encode("a line of text\n".repeat(4000));

/** Counts what is read. */
function countedFile(): FileBytes & { read: FileBytes["read"]; sizeBytes: number } {
  const file = {
    isRandom: true,
    sizeBytes: 0,
    read: async ({ start, end, into }: Parameters<FileBytes["read"]>[0]) => {
      const bytes = content.subarray(start, end);
      file.sizeBytes += bytes.length;
      into?.set(bytes);
      return into === undefined ? bytes : into.subarray(0, bytes.length);
    },
    unpacked: () => 0,
    close: async () => undefined,
  };
  return file;
}

test("what was read ahead serves though a little more is asked for than before", async () => {
  const file = countedFile();
  const windows = windowReader(file, content.length);
  let at = 0;
  for (let sizeBytes = 6000; ; sizeBytes += 7) {
    const window = await windows.load(at, sizeBytes, "fresh");
    if (window === undefined) break;
    expect(window.bytes.subarray(0, window.length)).toEqual(content.subarray(at, at + window.length));
    at += window.isLast ? window.length : window.bytes.lastIndexOf(10, window.length - 1) + 1;
  }
  expect(at).toBe(content.length);
  expect(file.sizeBytes).toBeLessThan(content.length * 1.02);
});

test("what was read ahead elsewhere, or far too little, does not serve", async () => {
  const file = countedFile();
  const windows = windowReader(file, content.length);
  await windows.load(0, 3000, "fresh");
  const elsewhere = (await windows.load(30, 3000, "fresh"))!;
  expect(elsewhere.bytes.subarray(0, 15)).toEqual(content.subarray(30, 45));
  const larger = (await windows.load(30 + 3000, 9000, "fresh"))!;
  expect(larger.length).toBe(9000);
});
