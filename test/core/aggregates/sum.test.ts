import fc from "fast-check";
import { expect, test } from "vitest";
import { sum } from "../../../core/aggregates/mod.ts";
import { fold, folded } from "./fold.ts";
import { close, keepsTheLaws, numbers, present, rowsOf } from "./laws.ts";

const total = sum((row: { value: number | null | undefined }) => row.value);
const rows = (...values: (number | null | undefined)[]): { value: number | null | undefined }[] =>
  values.map((value) => ({ value }));

const integers = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer(),
  fc.constantFrom(2 ** 53 - 1, 1 - 2 ** 53, 2 ** 62, -(2 ** 62), 1, -1, null),
);

keepsTheLaws("sum of integers", total, {
  rows: rowsOf(integers),
  oracle: (input) => {
    const values = present(input);
    return values.length === 0 ? null : Number(values.reduce((so, value) => so + BigInt(value), 0n));
  },
});

keepsTheLaws("sum of any numbers", total, {
  rows: rowsOf(numbers),
  oracle: (input) => {
    const values = present(input);
    return values.length === 0 ? null : values.reduce((so, value) => so + value, 0);
  },
  same: close(1e-9),
});

test("sum of fractions of very different size is the exactly rounded one, in any order", () => {
  const term = fc.tuple(fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), fc.integer({ min: -35, max: 35 }));
  fc.assert(
    fc.property(fc.array(term, { minLength: 1 }), (terms) => {
      const exact = terms.reduce((so, [units, power]) => so + BigInt(units) * 2n ** BigInt(power + 35), 0n);
      const values = terms.map(([units, power]) => units * 2 ** power);
      expect(fold(total, rows(...values))).toBe(Number(exact) / 2 ** 35);
      expect(fold(total, rows(...values.reverse()))).toBe(Number(exact) / 2 ** 35);
    }),
  );
});

test("sum stays exact where a plain sum loses its small terms", () => {
  expect(fold(total, rows(2 ** 53, 1, 1))).toBe(2 ** 53 + 2);
  expect(fold(total, rows(2 ** 53, 1, -(2 ** 53)))).toBe(1);
  expect(fold(total, rows(1e16, 1, 1e-3, -1e16))).toBe(1.001);
  expect(fold(total, rows(0.1, 0.2, 0.3, -0.6))).toBeLessThan(1e-16);
});

test("sum rounds beyond 2^53 to the nearest double, ties to even", () => {
  expect(fold(total, rows(2 ** 53, 1))).toBe(2 ** 53);
  expect(fold(total, rows(2 ** 53, 3))).toBe(2 ** 53 + 4);
});

test("sum of a hundred thousand large identifiers is exact", () => {
  const values = Array.from({ length: 100_000 }, (_, at) => 2 ** 53 - 1 - at * 7919);
  const exact = values.reduce((so, value) => so + BigInt(value), 0n);
  expect(fold(total, rows(...values))).toBe(Number(exact));
});

test("sum of nothing is null, of −0 it is 0", () => {
  expect(fold(total, [])).toBeNull();
  expect(fold(total, rows(null, undefined))).toBeNull();
  expect(fold(total, rows(-0))).toBe(0);
});

test("sum is infinite by one infinity, NaN by two that differ, finite again once they are retracted", () => {
  const { fold: foldRows, add, retract, result } = folded(total);
  let partial = add(foldRows(rows(3)), { value: Number.POSITIVE_INFINITY });
  expect(result(partial)).toBe(Number.POSITIVE_INFINITY);
  partial = add(partial, { value: Number.NEGATIVE_INFINITY });
  expect(result(partial)).toBeNaN();
  partial = retract!(partial, { value: Number.POSITIVE_INFINITY });
  expect(result(partial)).toBe(Number.NEGATIVE_INFINITY);
  expect(result(retract!(partial, { value: Number.NEGATIVE_INFINITY }))).toBe(3);
});

test.each([1, -1])("sum that passes 1.8e308 is infinite from then on, as a sum of doubles is (sign %i)", (sign) => {
  const { fold: foldRows, add, merge, retract, result } = folded(total);
  const infinite = sign * Number.POSITIVE_INFINITY;
  const over = (): ReturnType<typeof foldRows> => foldRows(rows(1, sign * 1.7e308, sign * 1.7e308));
  expect(result(over())).toBe(infinite);
  expect(result(merge(foldRows(rows(1)), over()))).toBe(infinite);
  expect(result(merge(over(), foldRows(rows(1))))).toBe(infinite);
  expect(result(merge(over(), over()))).toBe(infinite);
  expect(result(merge(foldRows(rows(sign * 1.7e308)), foldRows(rows(sign * 1.7e308))))).toBe(infinite);
  expect(result(add(over(), { value: -sign * 1e308 }))).toBe(infinite);
  expect(result(add(over(), { value: infinite }))).toBe(infinite);
  expect(result(add(over(), { value: Number.NaN }))).toBeNaN();
  expect(result(retract!(over(), { value: sign * 1.7e308 }))).toBe(infinite);
});

test("sum of totals that are infinite by both signs is NaN, as that of infinities is", () => {
  const { fold: foldRows, merge, result } = folded(total);
  expect(result(merge(foldRows(rows(1.7e308, 1.7e308)), foldRows(rows(-1.7e308, -1.7e308))))).toBeNaN();
});

test("sum of values that together stay below 1.8e308 is finite, however large each is", () => {
  expect(fold(total, rows(1.7e308, -1.7e308, 1.7e308))).toBe(1.7e308);
});

test("sum refuses what is not a number, and says how to make it one", () => {
  const wrong = sum((row: { value: string }) => row.value as unknown as number);
  expect(() => fold(wrong, [{ value: "12" }])).toThrow(
    "Cannot add a value to sum() as it must be a number: got string 12; read the column as numbers (schema(…) at the source)",
  );
  expect(() => fold(wrong, [{ value: 1n as unknown as string }])).toThrow(TypeError);
});
