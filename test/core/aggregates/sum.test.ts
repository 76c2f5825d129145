import fc from "fast-check";
import { expect, test } from "vitest";
import { avg, sum } from "../../../core/aggregates/mod.ts";
import { from } from "../../../core/mod.ts";
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
});

const bigTotal = sum((row: { value: number | bigint | null | undefined }) => row.value);
const bigints = fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-5n, 5n), fc.constant(null));

keepsTheLaws("sum of bigints", bigTotal, {
  rows: rowsOf(bigints),
  oracle: (input) => {
    const values = present(input) as bigint[];
    return values.length === 0 ? null : values.reduce((so, value) => so + value, 0n);
  },
});

test("sum of bigints is exact where one is added to many, and when they are taken back", () => {
  const { add, retract, fold: foldRows, result } = folded(bigTotal);
  const large = Array.from({ length: 2000 }, (_, at) => ({ value: 2n ** 63n - 1n - BigInt(at) }));
  const exact = large.reduce((so, { value }) => so + value, 0n);
  const whole = foldRows(large);
  expect(result(whole)).toBe(exact);
  expect(result(add(whole, { value: -(2n ** 63n) }))).toBe(exact - 2n ** 63n);
  expect(result(retract!(foldRows(large), large[7]!))).toBe(exact - large[7]!.value);
});

test("sum of bigints and whole numbers is a bigint, with fractions and infinities it is a number", () => {
  const of = (...values: (number | bigint)[]) =>
    fold(
      bigTotal,
      values.map((value) => ({ value })),
    );
  expect(of(2, 2n ** 60n, 3)).toBe(2n ** 60n + 5n);
  expect(of(1n, 0.5)).toBe(1.5);
  expect(of(1n, Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  expect(of(Number.NaN, 1n)).toBe(Number.NaN);
  expect(of(10n ** 400n, 1n)).toBe(Number.POSITIVE_INFINITY);
  expect(of(0n)).toBe(0n);
  expect(of(5)).toBe(5);
});

test("an infinity that is taken back from a sum of bigints leaves their total", () => {
  const { retract, merge, fold: foldRows, result } = folded(bigTotal);
  const endless = { value: Number.POSITIVE_INFINITY };
  const mixed = merge(foldRows([{ value: 2n ** 60n }, endless]), foldRows([endless, { value: 1n }]));
  expect(result(mixed)).toBe(Number.POSITIVE_INFINITY);
  expect(result(retract!(retract!(mixed, endless), endless))).toBe(2n ** 60n + 1n);
});

test("sums of bigint columns are exact at any parallelism and behind changes of changes", async () => {
  const rows = Array.from({ length: 5000 }, (_, at) => ({ key: at % 3, id: 2n ** 60n + BigInt(at) }));
  const exact = [0, 1, 2].map((key) => ({
    key,
    total: rows.reduce((so, row) => (row.key === key ? so + row.id : so), 0n),
  }));
  const totals = from(rows)
    .keyBy((row) => row.key)
    .aggregate({ total: sum((row) => row.id), mean: avg((row) => row.id) });
  for (const parallelism of [1, 3]) {
    const got = await totals.collect({ parallelism });
    expect(got.sort((a, b) => a.key - b.key).map(({ key, total }) => ({ key, total }))).toEqual(exact);
  }
  const all = await totals.aggregate({ total: sum((row) => row.total) }).collect();
  expect(all).toEqual([{ total: exact.reduce((so, { total }) => so + total, 0n) }]);
});
