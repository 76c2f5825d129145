import fc from "fast-check";
import { expect, test } from "vitest";
import { distinctKey, valueOfKey } from "../../../core/aggregates/distinct-key.ts";

const value = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom("\0", "\x08", "a") }),
  fc.integer(),
  fc.date({ noInvalidDate: false }),
  fc.array(fc.string({ unit: fc.constantFrom("\0", "a") })),
);

test("a distinct key gives its value back", () => {
  fc.assert(fc.property(value, (any) => void expect(valueOfKey(distinctKey(any))).toEqual(any)));
});

test("different values have different distinct keys", () => {
  const text = (any: unknown): string => (any instanceof Date ? `date ${any.getTime()}` : JSON.stringify(any));
  fc.assert(fc.property(value, value, (a, b) => (distinctKey(a) === distinctKey(b)) === (text(a) === text(b))));
});
