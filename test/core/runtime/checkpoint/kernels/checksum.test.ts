import fc from "fast-check";
import { expect, test } from "vitest";
import { isSame, isWhole, sumsOf } from "../../../../../core/runtime/checkpoint/checksums.ts";
import { checksum } from "../../../../../core/runtime/checkpoint/kernels/checksum.ts";

const mask = 0xffffffffn;
const [p1, p2, p3, p4, p5] = [0x9e3779b1n, 0x85ebca77n, 0xc2b2ae3dn, 0x27d4eb2fn, 0x165667b1n];
const rotated = (value: bigint, by: bigint): bigint => ((value << by) | (value >> (32n - by))) & mask;

/** As the description says, in numbers of any size; what is behind the last whole word is a word that ends with zeros. */
function naive(bytes: Uint8Array, seed: bigint): number {
  const words = Array.from({ length: Math.ceil(bytes.length / 4) }, (_, word) =>
    [0, 1, 2, 3].reduce((sum, at) => sum + (BigInt(bytes[4 * word + at] ?? 0) << BigInt(8 * at)), 0n),
  );
  const grouped = 4 * Math.floor(bytes.length / 16);
  let hash = (seed + p5) & mask;
  if (grouped > 0) {
    const lanes = [seed + p1 + p2, seed + p2, seed, seed - p1].map((lane) => lane & mask);
    for (let at = 0; at < grouped; at++) {
      lanes[at % 4] = (rotated((lanes[at % 4]! + words[at]! * p2) & mask, 13n) * p1) & mask;
    }
    hash = lanes.reduce((sum, lane, at) => sum + rotated(lane, [1n, 7n, 12n, 18n][at]!), 0n) & mask;
  }
  hash = (hash + BigInt(bytes.length)) & mask;
  for (const word of words.slice(grouped)) hash = (rotated((hash + word * p3) & mask, 17n) * p4) & mask;
  hash = ((hash ^ (hash >> 15n)) * p2) & mask;
  hash = ((hash ^ (hash >> 13n)) * p3) & mask;
  return Number(hash ^ (hash >> 16n));
}

test("the checksum of nothing is that of xxHash32", () => {
  expect(checksum(new Uint8Array(0), 0)).toBe(0x02cc5d05);
});

test("checksums are those of the naive one, wherever the bytes lie and however many they are", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(7), (bytes, offset) => {
      const lying = new Uint8Array(bytes.length + 20).fill(0xee);
      lying.set(bytes, offset);
      const view = lying.subarray(offset, offset + bytes.length);
      const [first, second] = sumsOf(view, true);
      expect(first).toBe(naive(bytes, 0n));
      expect(second).toBe(naive(bytes, 0x5bd1e995n) || 1);
      expect(sumsOf(view, false)).toEqual([first, 0]);
      expect(isWhole(view, [first, second])).toBe(true);
    }),
  );
});

test("bytes with one flipped bit are not whole, and not the same", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.nat(), (bytes, bit) => {
      const sums = sumsOf(bytes, true);
      bytes[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7);
      expect(isWhole(bytes, sums)).toBe(false);
      expect(isSame(sums, sumsOf(bytes, true))).toBe(false);
    }),
  );
});
