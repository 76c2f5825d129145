import fc from "fast-check";
import { expect, test } from "vitest";
import { arrayOfNpy, type NpyType, npyBytes, npyFile, npyTypes } from "../../../ml/stages/npy.ts";

test("a file begins as NumPy's format says", () => {
  const file = npyFile("float64", Float64Array.of(1, -2));
  expect([...file.subarray(0, 10)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  const header = new TextDecoder().decode(file.subarray(10, 128));
  expect(header).toMatch(/^\{'descr': '<f8', 'fortran_order': False, 'shape': \(2,\), \} +\n$/);
  expect([...file.subarray(128)]).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0]);
});

test("arrays come back to the bit", () => {
  const types = Object.keys(npyTypes) as NpyType[];
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.array(fc.double()), (type, values) => {
      const array = npyTypes[type].make(values.length);
      array.set(values);
      const file = npyFile(type, array);
      expect(file.length).toBe(npyBytes(type, values.length));
      expect(arrayOfNpy(type, values.length, file)).toEqual(array);
    }),
  );
});

test("a file of another type, length or kind is none", () => {
  const file = npyFile("float64", Float64Array.of(1, 2));
  expect(arrayOfNpy("float64", 3, file)).toBeUndefined();
  expect(arrayOfNpy("float32", 4, file)).toBeUndefined();
  expect(arrayOfNpy("float64", 2, file.subarray(1))).toBeUndefined();
  expect(arrayOfNpy("float64", 2, new Uint8Array(144))).toBeUndefined();
});
