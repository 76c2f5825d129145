import fc from "fast-check";
import { expect, test } from "vitest";
import { codesBelow, readHybrid, unpack } from "../../../../connectors/parquet/kernels/hybrid.ts";
import { writeHybrid } from "../../../../connectors/parquet/kernels/write-hybrid.ts";

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bits one after the other, least significant first: what packing means. */
function packed(values: readonly number[], width: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((values.length * width) / 8));
  for (const [index, value] of values.entries()) {
    for (let bit = 0; bit < width; bit++) {
      const at = index * width + bit;
      if ((value >>> bit) & 1) bytes[at >> 3]! |= 1 << (at & 7);
    }
  }
  return bytes;
}

const widthAndValues = fc.integer({ min: 1, max: 32 }).chain((width) =>
  fc.record({
    width: fc.constant(width),
    values: fc.array(fc.integer({ min: 0, max: 2 ** width - 1 }), { maxLength: 200 }),
  }),
);

test("unpack gives the values whose bits stand one after the other", () => {
  fc.assert(
    fc.property(widthAndValues, ({ width, values }) => {
      const bytes = packed(values, width);
      const out = new Int32Array(values.length);
      unpack(bytes, viewOf(bytes), 0, bytes.length, width, values.length, out, 0);
      expect([...out]).toEqual(values.map((value) => value | 0));
    }),
  );
});

test("what writeHybrid writes, readHybrid reads", () => {
  const runs = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 40 })), { maxLength: 20 });
  fc.assert(
    fc.property(runs, fc.integer({ min: 6, max: 25 }), (lengths, width) => {
      const codes = Int32Array.from(lengths.flatMap(([code, length]) => new Array<number>(length).fill(code)));
      const bytes = new Uint8Array(Math.ceil(codes.length / 8) * (width + 11));
      const end = writeHybrid(codes, 0, codes.length, width, bytes, 0);
      const out = new Int32Array(codes.length);
      const whole = bytes.subarray(0, end);
      readHybrid(whole, viewOf(whole), 0, end, width, codes.length, out, 0);
      expect(out).toEqual(codes);
    }),
  );
});

test("a repeated value is one run, however long", () => {
  const out = new Uint8Array(16);
  expect(writeHybrid(new Int32Array(1000).fill(3), 0, 1000, 2, out, 0)).toBe(3);
  expect([...out.subarray(0, 3)]).toEqual([0xd0, 0x0f, 3]);
});

test("the example of the specification: 0 to 7 in 3 bits", () => {
  const out = new Uint8Array(16);
  const end = writeHybrid(Int32Array.from([0, 1, 2, 3, 4, 5, 6, 7]), 0, 8, 3, out, 0);
  expect([...out.subarray(0, end)]).toEqual([3, 0b10001000, 0b11000110, 0b11111010]);
});

test("values that end too soon are an error", () => {
  const bytes = Uint8Array.of(3, 1, 2);
  const reading = () => readHybrid(bytes, viewOf(bytes), 0, 3, 8, 8, new Int32Array(8), 0);
  expect(reading).toThrow("a run that passes the end of its page");
  const empty = () => readHybrid(bytes, viewOf(bytes), 3, 3, 8, 8, new Int32Array(8), 0);
  expect(empty).toThrow("8 values missing at the end of a page");
});

test("codesBelow tells codes outside of a dictionary", () => {
  const codes = Int32Array.from([0, 5, -1, 2147483647, -2147483648]);
  expect(codesBelow(codes, 0, 2, 6)).toBe(true);
  expect(codesBelow(codes, 0, 2, 5)).toBe(false);
  for (const at of [2, 3, 4]) expect(codesBelow(codes, at, at + 1, 6)).toBe(false);
  expect(codesBelow(codes, 0, 0, 0)).toBe(false);
});
