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

describe("values as bytes", () => {
  test("any plain data comes back as it was", () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(decodeValue(encodeValue(value))).toEqual(value);
      }),
    );
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
