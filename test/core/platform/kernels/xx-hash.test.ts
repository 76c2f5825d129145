import { expect, test } from "vitest";
import { XxHash32, xxHash32 } from "../../../../core/platform/kernels/xx-hash.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

// The sums of python-xxhash.
test.each([
  ["", 0x02cc5d05],
  ["a", 0x550d7456],
  ["abc", 0x32d153ff],
  ["Nobody inspects the spammish repetition", 0xe2293b2f],
])("the sum of %j", (text, sum) => {
  expect(xxHash32(bytesOf(text))).toBe(sum);
});

test("pieces of any size have the sum of the whole", () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, at) => at * 37);
  for (const pieceBytes of [1, 3, 15, 16, 17, 40, 999]) {
    const hash = new XxHash32();
    for (let at = 0; at < bytes.length; at += pieceBytes) hash.add(bytes.subarray(at, at + pieceBytes));
    expect(hash.sum()).toBe(xxHash32(bytes));
  }
});
