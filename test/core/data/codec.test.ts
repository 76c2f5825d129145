import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeValue, encodeValue } from "../../../core/data/codec.ts";

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, undefined, true, false),
    fc.double(),
    fc.integer(),
    fc.string({ unit: "binary" }),
    fc.bigInt(),
    fc.date(),
    fc.uint8Array(),
    fc.float64Array({ maxLength: 4 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    fc.array(tie("value"), { maxLength: 3 }).map((items) => new Set(items)),
  ),
})).value;

const utf16 = fc.integer({ min: 0xd7fe, max: 0xe001 }).map((code) => String.fromCharCode(code));

/** Arrays in arrays, so many. */
function nested(depth: number): unknown {
  let value: unknown[] = [];
  for (let level = 1; level < depth; level++) value = [value];
  return value;
}

describe("values as bytes", () => {
  test("any plain data comes back as it was", () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(decodeValue(encodeValue(value))).toEqual(value);
      }),
    );
  });

  test("texts with halves of surrogate pairs, as values and as names, come back as they were", () => {
    fc.assert(
      fc.property(fc.string({ unit: utf16, maxLength: 8 }), (text) => {
        expect(decodeValue(encodeValue(text))).toBe(text);
        expect(decodeValue(encodeValue({ [text]: [text] }))).toEqual({ [text]: [text] });
      }),
    );
  });

  test("an object that holds itself and one nested too deeply are refused in words", () => {
    const ring: Record<string, unknown> = { name: "ring" };
    ring.back = [{ to: ring }];
    const circular =
      /^Cannot encode a value as bytes as it must be nested 1,000 deep at most: got an object that holds itself; take/;
    expect(() => encodeValue(ring)).toThrow(circular);
    expect(() => encodeValue(new Map([["ring", ring]]))).toThrow(circular);
    expect(() => encodeValue(nested(1000))).not.toThrow();
    expect(decodeValue(encodeValue(nested(1000)))).toEqual(nested(1000));
    expect(() => encodeValue(nested(1001))).toThrow("got one that is deeper; take the fields that matter out of it");
    expect(() => encodeValue(nested(100_000))).toThrow("got one that is deeper");
  });

  test("bytes that nest deeper than any that are written are refused", () => {
    expect(() => decodeValue(new Uint8Array(200_000).map((_, at) => (at % 2 === 0 ? 10 : 1)))).toThrow("damaged");
  });

  test("hostile names are properties and nothing more", () => {
    const value = JSON.parse('{"__proto__": 1, "constructor": {"a": 2}}');
    expect(Object.entries(decodeValue(encodeValue(value)) as object)).toEqual(Object.entries(value));
  });

  test("a class instance, a function and a symbol are refused by name", () => {
    class Money {}
    for (const [value, name] of [
      [new Money(), "Money"],
      [() => 1, "function"],
      [Symbol("s"), "symbol"],
    ] as const) {
      expect(() => encodeValue(value)).toThrow(
        `Cannot encode a value as bytes as it must be plain data: got ${name}; use numbers`,
      );
    }
  });

  test("bytes that end early or are of no kind are refused with their place", () => {
    const bytes = encodeValue({ a: [1, "two", 3.5] });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeValue(bytes.slice(0, length))).toThrow(
        /Cannot decode a value at byte \d+ of \d+ as the bytes end or are damaged/,
      );
    }
    expect(() => decodeValue(Uint8Array.of(200))).toThrow("damaged");
  });
});
