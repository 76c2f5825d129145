import { expect, test } from "vitest";
import { ownArrays } from "../../../../connectors/parquet/decode/arrays.ts";
import { booleanBuilder } from "../../../../connectors/parquet/decode/booleans.ts";
import { locate } from "../../../../connectors/parquet/decode/byte-arrays.ts";
import { readLevels } from "../../../../connectors/parquet/decode/levels.ts";
import { plainBytes } from "../../../../connectors/parquet/decode/plain-bytes.ts";
import { readCodes } from "../../../../connectors/parquet/decode/values.ts";
import type { Encoding } from "../../../../connectors/parquet/format/names.ts";
import { boolean, countText, valueAt } from "../../../../core/io/mod.ts";

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

test.each<readonly [Encoding, number, readonly number[]]>([
  ["PLAIN", 0, [1, 0, 0, 0, 65, 1, 0, 0, 0, 66]],
  ["PLAIN", 1, [65, 66]],
  ["BYTE_STREAM_SPLIT", 1, [65, 66]],
  ["DELTA_LENGTH_BYTE_ARRAY", 0, [...deltas([1, 1]), 65, 66]],
  ["DELTA_BYTE_ARRAY", 0, [...deltas([0, 0]), ...deltas([1, 1]), 65, 66]],
])("%s: bytes behind the values of byte arrays (of length %i) are refused", (encoding, fixedLength, given) => {
  const bytes = Uint8Array.from(given);
  expect(textsOf(bytes, encoding, 2, fixedLength)).toEqual(["A", "B"]);
  for (const more of [[0], [7], [...Array(9).keys()].fill(0)])
    expect(() => textsOf(Uint8Array.of(...bytes, ...more), encoding, 2, fixedLength)).toThrow(
      `${countText(more.length, "byte")} behind the 2 values of a page`,
    );
  // fastparquet ends pages with eight zeros; splitting would take them for values.
  if (encoding !== "BYTE_STREAM_SPLIT")
    expect(textsOf(Uint8Array.of(...bytes, ...new Uint8Array(8)), encoding, 2, fixedLength)).toEqual(["A", "B"]);
});

test.each([4, 8])("bytes behind numbers of %i bytes are refused", (width) => {
  for (const [encoding, given] of [
    ["PLAIN", new Array(2 * width).fill(1)],
    ["BYTE_STREAM_SPLIT", new Array(2 * width).fill(1)],
    ["DELTA_BINARY_PACKED", deltas([1, 2])],
  ] as const) {
    const read = (bytes: Uint8Array) => plainBytes({ bytes, start: 0, encoding, count: 2 }, width);
    expect(read(Uint8Array.from(given))).toHaveLength(2 * width);
    expect(() => read(Uint8Array.of(...given, 1))).toThrow("1 byte behind the 2 values of a page");
  }
});

test("bytes behind booleans and codes of a dictionary are refused", () => {
  const booleans = (encoding: Encoding, given: readonly number[]) => {
    const builder = booleanBuilder(boolean, 2, ownArrays);
    builder.append({ bytes: Uint8Array.from(given), start: 0, encoding, count: 2 }, 0);
    return builder.finish(undefined);
  };
  for (const [encoding, given] of [
    ["PLAIN", [1]],
    ["RLE", [2, 0, 0, 0, 4, 1]], // two times 1
  ] as const) {
    expect(valueAt(booleans(encoding, given), 0)).toBe(true);
    expect(() => booleans(encoding, [...given, 3])).toThrow("1 byte behind the 2 values of a page");
  }
  const codes = (given: readonly number[]) =>
    readCodes(
      { bytes: Uint8Array.from(given), start: 0, encoding: "RLE_DICTIONARY", count: 2 },
      4,
      new Int32Array(2),
      0,
    );
  codes([2, 4, 3]); // of two bits, two times 3
  expect(() => codes([2, 4, 3, 0])).toThrow("1 byte behind the 2 values of a page");
});

test("a level beyond those of the schema is refused", () => {
  const range = { bytes: Uint8Array.of(8, 3), start: 0, end: 2 }; // four times 3
  expect(readLevels(range, 3, 4)).toEqual(Int32Array.of(3, 3, 3, 3));
  expect(() => readLevels(range, 2, 4)).toThrow("a level beyond the 2 of the schema");
});
