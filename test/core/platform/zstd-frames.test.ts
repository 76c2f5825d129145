import { constants, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { frameWalker } from "../../../core/platform/zstd-frames.ts";

test("a frame ends where it does, however many bytes of it are seen at a time", () =>
  fc.assert(
    fc.property(
      fc.string({ maxLength: 3000 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 50 }),
      (text, checksum, sizeBytes) => {
        const frame = zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: Number(checksum) } });
        const bytes = Buffer.concat([frame, Buffer.from("more")]);
        const walker = frameWalker();
        let walked = 0;
        while (!walker.atEnd()) walked += walker.walk(bytes.subarray(walked, walked + sizeBytes));
        expect(walked).toBe(frame.length);
        expect(walker.header).toEqual({ isSkippable: false, contentBytes: Buffer.byteLength(text) });
      },
    ),
    { numRuns: 100 },
  ));

test("what a frame unpacks to is read in each of the sizes that it is written in", () => {
  for (const length of [0, 255, 256, 300, 65_791, 65_792, 100_000]) {
    const walker = frameWalker();
    walker.walk(zstdCompressSync(Buffer.alloc(length)));
    expect(walker.header.contentBytes).toBe(length);
  }
});

test("bytes that are no frame are refused", () => {
  expect(() => frameWalker().walk(new TextEncoder().encode("id,name\n"))).toThrow(
    "no frame of Zstandard where one must begin",
  );
});
