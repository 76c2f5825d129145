import fc from "fast-check";
import { snappyUncompress } from "hyparquet";
import { expect, test } from "vitest";
import { snappyCompress, snappyDecompress } from "../../../../core/platform/kernels/snappy.ts";

function packed(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(32 + bytes.length + Math.ceil(bytes.length / 6));
  return out.slice(0, snappyCompress(bytes, out, new Int32Array(1 << 14)));
}

const content = fc.oneof(
  fc.uint8Array({ maxLength: 500 }),
  fc
    .array(fc.constantFrom("a", "ab", "abcabcabc", "the same words ", "\u0000"), { maxLength: 300 })
    .map((words) => new TextEncoder().encode(words.join(""))),
  fc.nat(3_000).map((length) => new Uint8Array(length).fill(7)),
);

test("what snappyCompress packs, hyparquet and snappyDecompress unpack", () => {
  fc.assert(
    fc.property(content, (bytes) => {
      const small = packed(bytes);
      const ours = new Uint8Array(bytes.length);
      expect(snappyDecompress(small, ours)).toBe(bytes.length);
      expect(ours).toEqual(bytes);
      const theirs = new Uint8Array(bytes.length);
      if (bytes.length > 0) snappyUncompress(small, theirs);
      expect(theirs).toEqual(bytes);
    }),
  );
});

test("repetition packs small", () => {
  expect(packed(new Uint8Array(100_000)).length).toBeLessThan(5000);
});

test("pieces that would reach outside are errors", () => {
  const out = new Uint8Array(4);
  expect(() => snappyDecompress(Uint8Array.of(8, 7 << 2, 1, 2, 3, 4, 5, 6, 7, 8), out)).toThrow(
    "a snappy literal too long",
  );
  expect(() => snappyDecompress(Uint8Array.of(4, 0, 1, (2 << 2) | 2, 5, 0), out)).toThrow("a snappy copy out of range");
  expect(() => snappyDecompress(Uint8Array.of(4, 0, 1, (0 << 2) | 2, 0, 0), out)).toThrow("a snappy copy out of range");
});
