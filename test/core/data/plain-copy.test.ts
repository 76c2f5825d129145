import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeValue } from "../../../core/data/codec.ts";
import { plainCopy } from "../../../core/data/plain-copy.ts";

const plain = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withNullPrototype: true,
  withSparseArray: false,
});

test("a copy has the same bytes, and shares nothing that can be changed", () => {
  fc.assert(
    fc.property(plain, (value) => {
      const copy = plainCopy(value, "a test");
      expect(encodeValue(copy)).toEqual(encodeValue(value));
      const own = objectsIn(value, new Set());
      for (const object of objectsIn(copy, new Set())) expect(own.has(object)).toBe(false);
    }),
  );
});

function objectsIn(value: unknown, found: Set<object>): Set<object> {
  if (typeof value !== "object" || value === null) return found;
  found.add(value);
  const inside = value instanceof Map ? [...value].flat() : value instanceof Set ? [...value] : Object.values(value);
  if (!ArrayBuffer.isView(value)) for (const each of inside) objectsIn(each, found);
  return found;
}

test("properties with hostile names stay properties", () => {
  const value = JSON.parse('{ "__proto__": { "a": [1] }, "constructor": 2 }');
  const copy = plainCopy(value, "a test");
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  expect(Object.entries(copy)).toEqual([
    ["__proto__", { a: [1] }],
    ["constructor", 2],
  ]);
});

test("what cannot become bytes is refused with where it would be kept", () => {
  expect(() => plainCopy({ a: [() => 1] }, 'state "x"')).toThrow(
    /^Cannot keep a value in state "x" as it must be plain data: got function; use numbers/,
  );
  expect(() => plainCopy(new WeakMap(), 'state "x"')).toThrow(/got WeakMap/);
  expect(() => plainCopy(new DataView(new ArrayBuffer(1)), 'state "x"')).toThrow(/got DataView/);
});
