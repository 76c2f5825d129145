import fc from "fast-check";
import { expect, test } from "vitest";
import { shiftBits } from "../../../../connectors/files/kernels/shift-bits.ts";
import { appendBits, compactInt32, countBits } from "../../../../connectors/parquet/kernels/compact.ts";
import { readValidity, setBits, spreadInt32 } from "../../../../connectors/parquet/kernels/validity.ts";
import { writeHybrid } from "../../../../connectors/parquet/kernels/write-hybrid.ts";

function bitsOf(flags: readonly boolean[]): Uint8Array {
  const bits = new Uint8Array((flags.length + 7) >> 3);
  for (const [row, flag] of flags.entries()) if (flag) bits[row >> 3]! |= 1 << (row & 7);
  return bits;
}

function flagsOf(bits: Uint8Array, rows: number): boolean[] {
  return Array.from({ length: rows }, (_, row) => ((bits[row >> 3]! >> (row & 7)) & 1) === 1);
}

const flags = fc.array(fc.boolean(), { maxLength: 100 });

test("definition levels become bits, at any row", () => {
  fc.assert(
    fc.property(flags, fc.nat(20), (present, at) => {
      const levels = new Uint8Array(400);
      const end = writeHybrid(Int32Array.from(present, Number), 0, present.length, 1, levels, 0);
      const validity = new Uint8Array((at + present.length + 7) >> 3);
      const count = readValidity(levels, 0, end, present.length, validity, at);
      expect(flagsOf(validity, at + present.length).slice(at)).toEqual(present);
      expect(count).toBe(present.filter(Boolean).length);
    }),
  );
});

test("levels that end too soon are an error", () => {
  expect(() => readValidity(Uint8Array.of(3), 0, 1, 8, new Uint8Array(1), 0)).toThrow(
    "definition levels that pass their end",
  );
  expect(() => readValidity(Uint8Array.of(), 0, 0, 8, new Uint8Array(1), 0)).toThrow("8 definition levels missing");
});

test("setBits sets those rows and no others", () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), (start, length) => {
      const bits = new Uint8Array(11);
      setBits(bits, start, start + length);
      expect(flagsOf(bits, 88)).toEqual(Array.from({ length: 88 }, (_, row) => row >= start && row < start + length));
    }),
  );
});

test("shiftBits begins at any row, appendBits ends at any", () => {
  fc.assert(
    fc.property(flags, flags, (first, second) => {
      const all = bitsOf([...first, ...second]);
      const shifted = new Uint8Array((second.length + 7) >> 3);
      shiftBits(all, first.length, second.length, shifted);
      expect(flagsOf(shifted, second.length)).toEqual(second);
      const joined = new Uint8Array(all.length);
      appendBits(bitsOf(first), first.length, joined, 0);
      appendBits(bitsOf(second), second.length, joined, first.length);
      expect(joined).toEqual(all);
    }),
  );
});

test("compact and spread are each other's inverse, absent rows being 0", () => {
  fc.assert(
    fc.property(flags, (present) => {
      const validity = bitsOf(present);
      const values = Int32Array.from(present, (isThere, row) => (isThere ? row + 1 : 0));
      const dense = new Int32Array(present.length + 1);
      const count = compactInt32(values, validity, present.length, dense, 0);
      expect(count).toBe(countBits(validity, 0, present.length));
      spreadInt32(dense, validity, 0, present.length, count);
      expect(dense.subarray(0, present.length)).toEqual(values);
    }),
  );
});
