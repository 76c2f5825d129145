import fc from "fast-check";
import { expect, test } from "vitest";
import { deltas32 } from "../../../../connectors/parquet/decode/plain-bytes.ts";
import { readDelta32, readDelta64 } from "../../../../connectors/parquet/kernels/delta.ts";
import { unpack } from "../../../../connectors/parquet/kernels/hybrid.ts";

/** The encoding by the letter of the specification, in bigints: blocks of 128 values in 4 miniblocks. */
function encode(values: readonly bigint[], bits: 32 | 64): Uint8Array {
  const bytes: number[] = [];
  const varint = (value: bigint) => {
    let left = BigInt.asUintN(64, value);
    for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
    bytes.push(Number(left));
  };
  const zigzag = (value: bigint) => varint((value << 1n) ^ (value >> 63n));
  varint(128n);
  varint(4n);
  varint(BigInt(values.length));
  zigzag(values[0] ?? 0n);
  const deltas = values.slice(1).map((value, index) => BigInt.asIntN(bits, value - values[index]!));
  for (let block = 0; block < deltas.length; block += 128) {
    const inBlock = deltas.slice(block, block + 128);
    const least = inBlock.toSorted((a, b) => (a < b ? -1 : 1))[0]!;
    zigzag(least);
    const parts = [0, 32, 64, 96].map((at) =>
      inBlock.slice(at, at + 32).map((delta) => BigInt.asUintN(bits, delta - least)),
    );
    const widths = parts.map((part) =>
      Math.max(0, ...part.map((value) => value.toString(2).length * Number(value > 0n))),
    );
    bytes.push(...widths);
    for (const [index, part] of parts.entries()) {
      if (part.length === 0) continue;
      const width = widths[index]!;
      let all = part.reduce((sum, value, at) => sum | (value << BigInt(at * width)), 0n);
      for (let byte = 0; byte < width * 4; byte++, all >>= 8n) bytes.push(Number(all & 255n));
    }
  }
  return Uint8Array.from(bytes);
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

test("readDelta64 gives what was encoded, over the whole range of 64 bits", () => {
  const value = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -1000n, max: 1000n }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 300 }), (values) => {
      const bytes = encode(values, 64);
      const words = new Int32Array(values.length * 2);
      expect(readDelta64(bytes, view(bytes), 0, bytes.length, values.length, words)).toBe(bytes.length);
      expect([...new BigInt64Array(words.buffer)]).toEqual(values);
    }),
  );
});

test("readDelta32 gives what was encoded, over the whole range of 32 bits", () => {
  const value = fc.oneof(fc.integer(), fc.integer({ min: -100, max: 100 }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 300 }), (values) => {
      const bytes = encode(values.map(BigInt), 32);
      const out = new Int32Array(values.length);
      readDelta32(bytes, view(bytes), 0, bytes.length, values.length, out, unpack);
      expect([...out]).toEqual(values);
    }),
  );
});

test("heads that promise other counts, odd blocks or bytes that are not there are errors", () => {
  const bytes = encode([1n, 1000n, 5n], 64);
  const reading = (start: number, end: number, count: number) => () =>
    readDelta64(bytes, view(bytes), start, end, count, new Int32Array(count * 2));
  expect(reading(0, bytes.length, 4)).toThrow("3 deltas for 4 values");
  expect(reading(0, 12, 3)).toThrow("delta blocks that pass the end of their page");
  expect(reading(bytes.length, bytes.length, 3)).toThrow("delta blocks that pass the end of their page");
  const odd = Uint8Array.of(7, 2, 1, 0);
  expect(() => readDelta64(odd, view(odd), 0, 4, 1, new Int32Array(2))).toThrow("delta blocks of 7 values in 2 parts");
});

test("32-bit values whose deltas were taken in 64 bits, as DuckDB takes them, are what they were", () => {
  const value = fc.oneof(fc.integer(), fc.integer({ min: -100, max: 100 }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 300 }), (values) => {
      const bytes = encode(values.map(BigInt), 64);
      const out = new Int32Array(values.length);
      expect(deltas32(bytes, 0, values.length, out)).toBe(bytes.length);
      expect([...out]).toEqual(values);
    }),
  );
});

test("deltas of 33 bits are left to whoever reads 64", () => {
  const bytes = encode([2n ** 31n - 1n, -(2n ** 31n), 2n ** 31n - 1n], 64);
  expect(readDelta32(bytes, view(bytes), 0, bytes.length, 3, new Int32Array(3), unpack)).toBe(-1);
});
