import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lz4Frame, unpackLz4 } from "../../../core/platform/lz4-frames.ts";
import { unpackStream } from "../../../core/platform/mod.ts";
import { unpackAll } from "../../../core/platform/unpacking.ts";

const unpacked = (packed: Uint8Array, mostBytes: number): Uint8Array => unpackAll(unpackLz4(), packed, mostBytes);

const content = fc.oneof(
  fc.uint8Array({ maxLength: 500 }),
  fc
    .array(fc.constantFrom("a", "ab", "abcabcabc", "the same words ", "\u0000"), { maxLength: 300 })
    .map((words) => new TextEncoder().encode(words.join(""))),
  fc.nat(3_000).map((length) => new Uint8Array(length).fill(7)),
);

test("what is packed into a frame is unpacked again, also of frames one behind another", () => {
  fc.assert(
    fc.property(content, content, (first, second) => {
      const both = Uint8Array.of(...lz4Frame(first), ...lz4Frame(second));
      expect(unpacked(both, 10_000)).toEqual(Uint8Array.of(...first, ...second));
    }),
  );
});

test("more bytes than a block holds are several blocks", () => {
  const bytes = Uint8Array.from({ length: 9_000_000 }, (_, at) => (at * at) >> 9);
  const frame = lz4Frame(bytes);
  expect(frame.length).toBeLessThan(bytes.length);
  expect(Buffer.compare(unpacked(frame, bytes.length), bytes)).toBe(0);
});

const given = (name: string): Promise<Uint8Array> =>
  readFile(new URL(`../../connectors/files/data/${name}`, import.meta.url));

/** What the files of others hold. */
const lines = `id,name\n${Array.from({ length: 6000 }, (_, i) => `${i},"row ${i} ${(i * 7919) % 1000}"\n`).join("")}`;

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function textOf(packing: "lz4" | "snappy", packed: Uint8Array, pieceBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of unpackStream(packing, inPieces(packed, pieceBytes))) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

// pyarrow 26 and cramjam 2.14 wrote them: blocks that reach back into those before, and such that do not.
test.each([
  ["pyarrow.csv.lz4", "lz4"],
  ["cramjam.csv.lz4", "lz4"],
  ["cramjam.csv.sz", "snappy"],
] as const)("%s is unpacked, in pieces of any size", async (name, packing) => {
  const packed = await given(name);
  for (const pieceBytes of [1, 1000, 2 ** 20]) expect(await textOf(packing, packed, pieceBytes)).toBe(lines);
});

// That of pyarrow has no checksums.
test.each([
  ["cramjam.csv.lz4", "lz4"],
  ["cramjam.csv.sz", "snappy"],
] as const)("%s with any byte changed, or cut, fails or gives what it holds", async (name, packing) => {
  const packed = await given(name);
  for (let at = 0; at < packed.length; at += 211) {
    const damaged = Uint8Array.from(packed);
    damaged[at]! ^= 0x41;
    const got = await textOf(packing, damaged, 2 ** 20).catch((error: Error) => error);
    if (got instanceof Error) expect(got.message).not.toBe("");
    else expect(got).toBe(lines);
    const cut = await textOf(packing, packed.subarray(0, at), 2 ** 20).catch((error: Error) => error);
    if (typeof cut === "string") expect(lines.startsWith(cut)).toBe(true);
    // A stream of Snappy may end behind any chunk.
    if (packing === "lz4" && at > 0) expect(cut).toBeInstanceOf(Error);
  }
});

test("frames that may be passed over are, and other beginnings are told", () => {
  const skippable = Uint8Array.of(0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
  const frame = lz4Frame(Uint8Array.of(9, 9));
  expect(unpacked(Uint8Array.of(...skippable, ...frame), 10)).toEqual(Uint8Array.of(9, 9));
  expect(() => unpacked(Uint8Array.of(1, 2, 3, 4), 10)).toThrow("no frame of LZ4");
  expect(() => unpacked(Uint8Array.of(0x02, 0x21, 0x4c, 0x18), 10)).toThrow("a frame of the old format of lz4");
  expect(() => unpacked(frame, 1)).toThrow("more than 1 bytes");
});
