import { expect, test } from "vitest";
import { setBlockBits } from "../../../../connectors/parquet/kernels/bloom-blocks.ts";
import { bloomSalts } from "../../../../connectors/parquet/kernels/bloom-salts.ts";
import { xxHash64 } from "../../../../connectors/parquet/kernels/xx-hash-64.ts";
import { seededRandom } from "../../../../core/platform/mod.ts";

/** As the specification says it. */
function naive(value: Uint8Array, blocks: number): Int32Array {
  const filter = new Int32Array(blocks * 8);
  const hash = xxHash64(value);
  const block = Number(((hash >> 32n) * BigInt(blocks)) >> 32n);
  const key = Number(hash & 0xffffffffn) | 0;
  for (const [word, salt] of bloomSalts.entries()) filter[block * 8 + word] = 1 << (Math.imul(key, salt) >>> 27);
  return filter;
}

test("bits are those of the hash by BigInt, for values of every length and at any place", () => {
  const random = seededRandom(5);
  const bytes = Uint8Array.from({ length: 400 }, () => Math.floor(random.next() * 256));
  for (let length = 0; length < 200; length++) {
    for (const [start, blocks] of [
      [0, 1],
      [1, 2],
      [7, 64],
      [150, 4096],
    ] as const) {
      const filter = new Int32Array(blocks * 8);
      setBlockBits(bytes, Int32Array.of(start), Int32Array.of(length), 1, filter, bloomSalts);
      expect([start, length, filter]).toEqual([start, length, naive(bytes.slice(start, start + length), blocks)]);
    }
  }
});
