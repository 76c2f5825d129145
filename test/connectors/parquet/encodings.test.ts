import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readRows } from "./kit.ts";

// Files of pyarrow 26: pages of 2,000 bytes, packed by Zstandard, of either version. delta: DELTA_BINARY_PACKED (i32, i64, l), DELTA_BYTE_ARRAY (s, fx),
// BYTE_STREAM_SPLIT (f, x, dec), RLE (b). split: BYTE_STREAM_SPLIT (i32, i64, fx), DELTA_LENGTH_BYTE_ARRAY (s), PLAIN.
const given = (name: string): string => fileURLToPath(new URL(`data/${name}.parquet`, import.meta.url));

function expected(i: number): Record<string, unknown> {
  const row = {
    i32: Number((BigInt(i) * 2_654_435_761n) % 100_003n) - 50_000,
    i64: i * 1_000_003 - 10 ** 9,
    s: `prefix-${String(Math.floor(i / 10)).padStart(5, "0")}-${i % 10}`,
    f: i / 4,
    x: i / 3,
    b: i % 3 === 0,
    fx: Uint8Array.of(0, 0, i >> 8, i & 255),
    dec: (i / 4).toFixed(2),
    l: [i, null, i + 1].slice(0, i % 4),
  };
  return i % 7 === 3 ? Object.fromEntries(Object.keys(row).map((name) => [name, null])) : row;
}

test.each(["delta-v1", "delta-v2", "split-v1", "split-v2"])("the encodings of %s are read", async (name) => {
  expect(await readRows(given(name))).toEqual(Array.from({ length: 2000 }, (_, i) => expected(i)));
});
