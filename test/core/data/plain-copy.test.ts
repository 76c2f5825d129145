import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeValue } from "../../../core/data/codec.ts";
import { ownCopy, plainCopy } from "../../../core/data/plain-copy.ts";

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

test("an own copy shares no plain data, and keeps what is none as it is", () => {
  class Money {
    units = 1;
  }
  const [price, call] = [new Money(), () => 1];
  const value = { price, call, tags: ["a"], at: new Date(5), by: new Map([["a", { n: 1 }]]), flat: { n: null } };
  const copy = ownCopy(value);
  expect(copy).toEqual(value);
  expect(copy.price).toBe(price);
  expect(copy.call).toBe(call);
  copy.tags.push("b");
  copy.at.setTime(9);
  copy.by.get("a")!.n = 2;
  (copy.flat as { n: unknown }).n = 3;
  expect(value).toEqual({
    price,
    call,
    tags: ["a"],
    at: new Date(5),
    by: new Map([["a", { n: 1 }]]),
    flat: { n: null },
  });
  for (const each of [1, "text", null, undefined, call]) expect(ownCopy(each)).toBe(each);
  expect(ownCopy(price)).toBe(price);
});

test("an own copy of what holds itself holds itself", () => {
  const value: { self?: unknown; both: unknown[] } = { both: [] };
  value.self = value;
  value.both.push(value, value);
  const copy = ownCopy(value);
  expect(copy).not.toBe(value);
  expect(copy.self).toBe(copy);
  expect(copy.both).toEqual([copy, copy]);
});

test("an own copy of flat rows and of arrays is another object", () => {
  const row = { a: 1, b: "x" };
  const list = [row];
  expect(ownCopy(row)).toEqual(row);
  expect(ownCopy(row)).not.toBe(row);
  expect(ownCopy(list)[0]).not.toBe(row);
});
