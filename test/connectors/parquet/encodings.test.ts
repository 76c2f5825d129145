import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { decompress } from "../../../connectors/parquet/decode/decompress.ts";
import { hadoopBlocks } from "../../../core/platform/mod.ts";
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

// parquet-mr 1.15.2 with Hadoop 3.4.3 (columns that are required have no levels, and it names another encoding for them), and pyarrow 26.
test.each(["parquet-mr-lz4", "parquet-mr-lz4-raw", "pyarrow-lz4-raw"])("%s is read", async (name) => {
  const rows = Array.from({ length: 300 }, (_, n) => ({ n, text: n % 10 === 3 ? null : `row ${n % 10}, again` }));
  expect(await readRows(given(name))).toEqual(rows);
});

test("a page of Hadoop's LZ4 is unpacked from several chunks a block, from several blocks, and without sizes", async () => {
  // Lz4Codec of Hadoop 3.4.3 wrote it: one block of several chunks.
  const packed = new Uint8Array(await readFile(new URL("../files/data/hadoop.csv.lz4", import.meta.url)));
  const text = `n,text\n${Array.from({ length: 1000 }, (_, n) => `${n},"text ${n % 10}, row"\n`).join("")}`;
  const unpacked = (bytes: Uint8Array, size: number): string =>
    new TextDecoder().decode(decompress(bytes, "LZ4", size, "own"));
  expect(unpacked(packed, text.length)).toBe(text);
  expect(unpacked(Buffer.concat([packed, packed]), 2 * text.length)).toBe(text + text);
  const small = new TextEncoder().encode(text.slice(0, 1000));
  expect(unpacked(hadoopBlocks("lz4", small).subarray(8), 1000)).toBe(text.slice(0, 1000));
});
