import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hadoopBlocks, lz4Frame, snappyStream } from "../../../core/platform/mod.ts";
import { type Packing, unpackStream } from "../../../core/platform/unpack-stream.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const pack: Readonly<Record<Packing, (text: string) => Uint8Array>> = {
  gzip: gzipSync,
  zstd: zstdCompressSync,
  lz4: (text) => lz4Frame(bytesOf(text)),
  snappy: (text) => snappyStream(bytesOf(text)),
  "hadoop lz4": (text) => hadoopBlocks("lz4", bytesOf(text)),
  "hadoop snappy": (text) => hadoopBlocks("snappy", bytesOf(text)),
};
const packings = Object.keys(pack) as readonly Packing[];

async function* pieces(bytes: Uint8Array, sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += sizeBytes) yield bytes.subarray(at, at + sizeBytes);
}

async function unpacked(packing: Packing, packed: Uint8Array, sizeBytes = 1000): Promise<string> {
  const found: Uint8Array[] = [];
  for await (const piece of unpackStream(packing, pieces(packed, sizeBytes))) found.push(piece.slice());
  return Buffer.concat(found).toString();
}

const text = "some words that come again and again, ".repeat(20_000);

test.each(packings)("members and frames of %s one after another are one text, wherever the bytes are cut", (packing) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 40 }),
      async (texts, sizeBytes) => {
        const packed = Buffer.concat(texts.map((one) => pack[packing](one)));
        expect(await unpacked(packing, packed, sizeBytes)).toBe(texts.join(""));
      },
    ),
    { numRuns: 60 },
  ),
);

test.each(packings)("%s that ends early is an error, wherever", async (packing) => {
  const packed = pack[packing](text);
  for (const length of [1, 3, 5, 9, packed.length >> 1, packed.length - 5, packed.length - 1]) {
    await expect(unpacked(packing, packed.subarray(0, length))).rejects.toThrow(/end of file|its end within a frame/);
  }
});

test.each(packings)("bytes behind %s that are none of it are an error", async (packing) => {
  await expect(unpacked(packing, Buffer.concat([pack[packing](text), Buffer.from("words")]))).rejects.toThrow(
    /incorrect header check|no frame of Zstandard where one must begin|no frame of LZ4|a chunk of the unknown kind 119|its end within a frame/,
  );
});

test("a frame of zstd that may be passed over is", async () => {
  const skippable = Uint8Array.of(0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
  const packed = Buffer.concat([skippable, zstdCompressSync("a"), skippable, zstdCompressSync("b"), skippable]);
  for (const sizeBytes of [1, 7, 1000]) expect(await unpacked("zstd", packed, sizeBytes)).toBe("ab");
});

test("who stops early leaves nothing running, and has not unpacked the rest", async () => {
  let read = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces(gzipSync(Buffer.alloc(2 ** 27)), 2 ** 12)) {
      read++;
      yield piece;
    }
  }
  for await (const piece of unpackStream("gzip", counted())) if (piece.length > 0) break;
  expect(read).toBeLessThan(20);
});
