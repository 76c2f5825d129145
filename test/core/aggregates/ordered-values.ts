import fc from "fast-check";
import type { Ordered } from "../../../core/aggregates/mod.ts";

/** Compares by rank and then by value: NaN after all other numbers. Written apart from the code under test. */
export function compare(a: Ordered, b: Ordered): number {
  const [x, y] = [a instanceof Date ? a.getTime() : a, b instanceof Date ? b.getTime() : b];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Arrays of rows whose values are of one kind. */
export const orderedValues: readonly [string, fc.Arbitrary<Ordered | null | undefined>][] = [
  ["strings", fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom("", "é", "\0", null, undefined))],
  ["bigints", fc.oneof(fc.bigInt({ min: -5n, max: 5n }), fc.constantFrom(2n ** 70n, null))],
  ["booleans", fc.constantFrom(true, false, null)],
  ["Dates", fc.oneof(fc.date({ noInvalidDate: false }), fc.constantFrom(new Date(Number.NaN), new Date(0), null))],
];
