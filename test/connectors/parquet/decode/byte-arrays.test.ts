import { expect, test } from "vitest";
import { locate } from "../../../../connectors/parquet/decode/byte-arrays.ts";
import { plainBytes } from "../../../../connectors/parquet/decode/plain-bytes.ts";
import type { Encoding } from "../../../../connectors/parquet/format/names.ts";

const text = new TextEncoder();

/** Small non-negative integers as DELTA_BINARY_PACKED: one block, all deltas in a byte each. */
function deltas(values: readonly number[]): number[] {
  const zigzag = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value);
  const differences = values.slice(1).map((value, at) => value - values[at]!);
  const least = Math.min(0, ...differences);
  const packed = Array.from({ length: 32 }, (_, at) => (differences[at] ?? least) - least);
  // 128 values in 4 miniblocks, of which only the first has any.
  return [128, 1, 4, values.length, zigzag(values[0]!), zigzag(least), 8, 0, 0, 0, ...packed];
}

function textsOf(bytes: Uint8Array, encoding: Encoding, count: number, fixedLength = 0): string[] {
  const found = locate({ bytes, start: 0, encoding, count }, fixedLength);
  return Array.from({ length: count }, (_, value) => {
    const start = found.starts[value]!;
    return new TextDecoder().decode(found.bytes.subarray(start, start + found.lengths[value]!));
  });
}

test("DELTA_LENGTH_BYTE_ARRAY: lengths, then bytes", () => {
  const bytes = Uint8Array.from([...deltas([5, 0, 3]), ...text.encode("Helloyes")]);
  expect(textsOf(bytes, "DELTA_LENGTH_BYTE_ARRAY", 3)).toEqual(["Hello", "", "yes"]);
});

test("DELTA_BYTE_ARRAY: each takes over the beginning of the one before", () => {
  const bytes = Uint8Array.from([...deltas([0, 2, 2, 0]), ...deltas([4, 2, 0, 3]), ...text.encode("axisleodd")]);
  expect(textsOf(bytes, "DELTA_BYTE_ARRAY", 4)).toEqual(["axis", "axle", "ax", "odd"]);
});

test("a prefix longer than the value before is an error", () => {
  const bytes = Uint8Array.from([...deltas([0, 5]), ...deltas([2, 1]), ...text.encode("abc")]);
  expect(() => textsOf(bytes, "DELTA_BYTE_ARRAY", 2)).toThrow("a value of 5 bytes where 2 are left");
});

test("BYTE_STREAM_SPLIT of byte arrays of one length", () => {
  expect(textsOf(text.encode("adgbehcfi"), "BYTE_STREAM_SPLIT", 3, 3)).toEqual(["abc", "def", "ghi"]);
});

test("BYTE_STREAM_SPLIT of 4 and 8 bytes", () => {
  for (const width of [4, 8]) {
    const values = Array.from({ length: 3 * width }, (_, at) => at);
    const split = Uint8Array.from(values, (_, at) => (at % 3) * width + Math.floor(at / 3));
    const joined = plainBytes({ bytes: split, start: 0, encoding: "BYTE_STREAM_SPLIT", count: 3 }, width);
    expect([...joined]).toEqual(values);
  }
});

test("lengths that the bytes cannot hold are errors", () => {
  expect(() => textsOf(Uint8Array.of(9, 0, 0, 0, 65), "PLAIN", 1)).toThrow("a value of 9 bytes where 1 are left");
  expect(() => textsOf(Uint8Array.of(0, 0, 0, 0), "PLAIN", 1_000_000_000)).toThrow("1000000000 values in 4 bytes");
});
