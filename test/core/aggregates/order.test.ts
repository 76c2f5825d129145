import fc from "fast-check";
import { expect, test } from "vitest";
import { isAfter, type Ordered } from "../../../core/aggregates/order.ts";
import { numbers } from "./laws.ts";
import { compare, orderedValues } from "./ordered-values.ts";

test("numbers are in order from −∞ to +∞, then NaN; −0 is neither before nor after 0", () => {
  const ascending = [Number.NEGATIVE_INFINITY, -1, 0, 1, Number.POSITIVE_INFINITY, Number.NaN];
  for (const [at, a] of ascending.entries()) {
    for (const [other, b] of ascending.entries()) expect(isAfter(a, b)).toBe(at > other);
  }
  expect(isAfter(0, -0)).toBe(false);
  expect(isAfter(-0, 0)).toBe(false);
});

test("strings are in order of their UTF-16 code units", () => {
  expect(isAfter("b", "a")).toBe(true);
  expect(isAfter("a", "Z")).toBe(true);
  expect(isAfter("10", "9")).toBe(false);
  expect(isAfter("\uffff", "\u{1f600}")).toBe(true);
});

for (const [kind, values] of [["numbers", numbers] as const, ...orderedValues]) {
  const present = (values as fc.Arbitrary<Ordered | null | undefined>).map((value) => value ?? 0);
  test(`isAfter of ${kind} is the total order by which they are sorted`, () => {
    const sameKind = (a: Ordered, b: Ordered): boolean => typeof a === typeof b;
    fc.assert(fc.property(present, present, (a, b) => !sameKind(a, b) || isAfter(a, b) === compare(a, b) > 0));
  });
}

test("isAfter is one total order of all kinds together: numbers, then texts, then NaN", () => {
  const any = fc.oneof(numbers, ...orderedValues.map(([, values]) => values)).map((value) => (value ?? 0) as Ordered);
  const rank = (value: Ordered): number =>
    Number.isNaN(Number(value)) && typeof value !== "string" ? 2 : typeof value === "string" ? 1 : 0;
  fc.assert(
    fc.property(any, any, (a, b) => {
      const order = rank(a) - rank(b) || (rank(a) === 2 ? 0 : compare(a, b));
      expect(isAfter(a, b)).toBe(order > 0);
    }),
  );
});
