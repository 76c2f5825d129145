import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { packingOf } from "../../../core/io/packed-file.ts";
import { unpackHadoop } from "../../../core/platform/hadoop-blocks.ts";
import { type HadoopCodec, hadoopBlocks, hadoopCodecOf } from "../../../core/platform/mod.ts";
import { unpackStream } from "../../../core/platform/unpack-stream.ts";

const codecs: readonly HadoopCodec[] = ["snappy", "lz4"];

async function given(name: string): Promise<Uint8Array> {
  return readFile(new URL(`../../connectors/files/data/${name}`, import.meta.url));
}

async function* pieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

async function unpacked(codec: HadoopCodec, packed: Uint8Array, pieceBytes = 1000): Promise<Uint8Array> {
  const found: Uint8Array[] = [];
  for await (const piece of unpackStream(`hadoop ${codec}`, pieces(packed, pieceBytes))) found.push(piece.slice());
  return Buffer.concat(found);
}

const lines = `n,text\n${Array.from({ length: 1000 }, (_, n) => `${n},"text ${n % 10}, row"\n`).join("")}`;

// SnappyCodec and Lz4Codec of Hadoop 3.4.3 wrote them, with buffers of 4 and of 256 kB: several chunks in a block, and one.
const files = codecs.flatMap((codec) =>
  [`hadoop.csv.${codec}`, `hadoop-one-chunk.csv.${codec}`].map((name) => [name, codec] as const),
);

test.each(files)("%s is told from its first bytes, and unpacked in pieces of any size", async (name, codec) => {
  const packed = await given(name);
  for (const length of [80, 500, packed.length])
    expect(packingOf(packed.subarray(0, length)), `${length}`).toBe(`hadoop ${codec}`);
  for (const pieceBytes of [1, 1000, 2 ** 20])
    expect(new TextDecoder().decode(await unpacked(codec, packed, pieceBytes))).toBe(lines);
});

test.each(files)("however little of %s is given, it is never taken for what it is not", async (name, codec) => {
  const packed = await given(name);
  for (let length = 0; length < 400; length++)
    expect([undefined, codec]).toContain(hadoopCodecOf(packed.subarray(0, length)));
});

test.each(files)(
  "%s with any byte changed, or cut, never gives more than a block may hold, and a cut one fails",
  async (name, codec) => {
    const packed = await given(name);
    for (let at = 0; at < packed.length; at += 97) {
      const damaged = Uint8Array.from(packed);
      damaged[at]! ^= 0x41;
      await unpacked(codec, damaged, 2 ** 20).then(
        (bytes) => expect(bytes.length).toBeLessThan(2 ** 26),
        (error: Error) => expect(error.message).not.toBe(""),
      );
      if (at > 0)
        await expect(unpacked(codec, packed.subarray(0, at), 2 ** 20)).rejects.toThrow("its end within a frame");
    }
  },
);

test.each(codecs)(
  "blocks of %s that we write come back, whatever they hold and however many stand behind one another",
  (codec) =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 400 }),
            fc.string().map((text) => new TextEncoder().encode(text)),
          ),
          { maxLength: 5 },
        ),
        async (parts) => {
          const packed = Buffer.concat(parts.map((part) => hadoopBlocks(codec, part)));
          expect(await unpacked(codec, packed, 7)).toEqual(Buffer.concat(parts));
        },
      ),
      { numRuns: 60 },
    ),
);

test.each(codecs)("blocks of %s above the buffers of Hadoop's readers are several", async (codec) => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => Math.imul(at, 2654435761) >>> 13);
  const packed = hadoopBlocks(codec, bytes);
  expect(new DataView(packed.buffer).getUint32(0)).toBe(131_072);
  expect(Buffer.compare(await unpacked(codec, packed), bytes)).toBe(0);
});

test("no text is taken for blocks, in whatever encoding, and neither are raw blocks nor zeros", () => {
  const noBlocks = (bytes: Uint8Array): void => expect(hadoopCodecOf(bytes)).toBeUndefined();
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: "binary" }), (text) => {
      noBlocks(new TextEncoder().encode(text));
      const units = Array.from({ length: text.length }, (_, at) => Math.max(9, text.charCodeAt(at)));
      const points = [...text].map((character) => Math.max(9, character.codePointAt(0)!));
      for (const isLittle of [true, false]) {
        const utf16 = new DataView(new ArrayBuffer(units.length * 2));
        for (const [at, unit] of units.entries()) utf16.setUint16(at * 2, unit, isLittle);
        const utf32 = new DataView(new ArrayBuffer(points.length * 4));
        for (const [at, point] of points.entries()) utf32.setUint32(at * 4, point, isLittle);
        for (const { buffer } of [utf16, utf32]) noBlocks(new Uint8Array(buffer));
      }
    }),
    { numRuns: 300 },
  );
  for (const codec of codecs) noBlocks(hadoopBlocks(codec, new TextEncoder().encode(lines)).subarray(8));
  for (const length of [1, 3, 5, 8, 12, 500]) noBlocks(new Uint8Array(length));
});

test("what Hadoop writes of no bytes unpacks to none", async () => {
  const packing = packingOf(new Uint8Array(4));
  expect(packing).toBe("hadoop snappy");
  for (const codec of codecs) expect((await unpacked(codec, new Uint8Array(4))).length).toBe(0);
});

test("sizes that no writer gives are refused before room is made for them", async () => {
  const claim = (unpackedBytes: number, packedBytes: number, ...rest: number[]): Uint8Array => {
    const bytes = new Uint8Array(8 + rest.length);
    new DataView(bytes.buffer).setUint32(0, unpackedBytes);
    new DataView(bytes.buffer).setUint32(4, packedBytes);
    bytes.set(rest, 8);
    return bytes;
  };
  await expect(unpacked("snappy", claim(2 ** 32 - 1, 2 ** 31))).rejects.toThrow("a chunk of 2147483648 bytes");
  await expect(unpacked("snappy", claim(2 ** 32 - 1, 5, 0xff, 0xff, 0xff, 0xff, 0x0f))).rejects.toThrow(
    /a chunk of \d+ bytes unpacked/,
  );
  await expect(unpacked("lz4", claim(5, 0))).rejects.toThrow("a chunk of no bytes");
});

test("a chunk of more bytes than its block says is refused, and not given", async () => {
  const bytes = new TextEncoder().encode("ten bytes!");
  for (const [codec, why] of [
    ["snappy", "a chunk of 10 bytes unpacked"],
    ["lz4", "its end"],
  ] as const) {
    const packed = hadoopBlocks(codec, bytes);
    expect((await unpacked(codec, packed)).length).toBe(10);
    new DataView(packed.buffer).setUint32(0, 5);
    await expect(unpacked(codec, packed)).rejects.toThrow(codec === "lz4" ? /./ : why);
  }
});

test("a small chunk of LZ4 has room for what it can become, however much its block says", () => {
  const chunk = hadoopBlocks("lz4", new TextEncoder().encode("forty bytes that do not become many more")).subarray(8);
  const steps = unpackHadoop("lz4");
  steps.next();
  steps.next(Uint8Array.of(0xff, 0xff, 0xff, 0xff));
  steps.next(Uint8Array.of(0, 0, 0, chunk.length));
  const { value } = steps.next(chunk);
  const given = (value as { readonly unpacked: Uint8Array }).unpacked;
  expect(new TextDecoder().decode(given)).toBe("forty bytes that do not become many more");
  expect(given.buffer.byteLength).toBeLessThanOrEqual(chunk.length * 255);
});

test("bytes that are elements of both formats are taken for neither", () => {
  // Snappy: 16 bytes as they are. LZ4: a byte as it is, 4 bytes copied from one back, 13 bytes as they are.
  const chunk = [16, 60, 1, 0, 0xd0, ...new Array<number>(13).fill(7)];
  const both = Uint8Array.of(0, 0, 0, 20, 0, 0, 0, chunk.length, ...chunk);
  expect(hadoopCodecOf(both)).toBeUndefined();
  expect(hadoopCodecOf(Uint8Array.from(both, (byte, at) => (at === 10 ? 9 : byte)))).toBe("snappy");
  expect(hadoopCodecOf(Uint8Array.from(both, (byte, at) => (at === 9 ? 61 : byte)))).toBe("lz4");
});
