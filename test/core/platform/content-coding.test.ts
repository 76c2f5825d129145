import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { unpackContent } from "../../../core/platform/mod.ts";

const plain = new TextEncoder().encode("millrace ".repeat(5000));
const forms = [
  ["gzip", gzipSync(plain)],
  ["zlib", deflateSync(plain)],
  ["deflate", deflateRawSync(plain)],
  ["br", brotliCompressSync(plain)],
] as const;

test.each(forms)("%s is unpacked to at most so many bytes, and to no byte more", async (coding, packed) => {
  expect(await unpackContent(coding, packed, plain.length)).toEqual({ bytes: plain });
  expect(await unpackContent(coding, packed, plain.length - 1)).toEqual({ isTooLong: true });
  expect(await unpackContent(coding, packed, 1)).toEqual({ isTooLong: true });
});

test.each(forms)(
  "%s that is cut, is another thing, or has bytes behind its end is told as damaged",
  async (coding, packed) => {
    for (const bytes of [
      packed.subarray(0, -1),
      packed.subarray(0, 9),
      Buffer.from("[1, 2, 3]"),
      Buffer.from([...packed, 120, 121]),
      Buffer.alloc(0),
    ])
      expect(await unpackContent(coding, bytes, 10 * plain.length)).toEqual({ damage: expect.stringMatching(/./) });
  },
);

test("of several members of gzip one after another all are unpacked", async () => {
  const two = Buffer.concat([gzipSync("a"), gzipSync("b")]);
  expect(await unpackContent("gzip", two, 2)).toEqual({ bytes: new TextEncoder().encode("ab") });
  expect(await unpackContent("gzip", two, 1)).toEqual({ isTooLong: true });
});
