import fc from "fast-check";
import { expect, test } from "vitest";
import { countDistinct } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { keepsTheLaws, numbers, present, rowsOf } from "./laws.ts";

const different = countDistinct((row: { value: unknown }) => row.value);
const values = (...all: unknown[]): { value: unknown }[] => all.map((value) => ({ value }));

keepsTheLaws("countDistinct", different, {
  rows: rowsOf(fc.oneof(numbers, fc.string({ maxLength: 2 }), fc.boolean(), fc.bigInt({ min: -2n, max: 2n }))),
  oracle: (rows) => {
    const seen: unknown[] = [];
    for (const value of present(rows)) if (!seen.includes(value)) seen.push(value);
    return seen.length;
  },
});

test("countDistinct takes NaN for NaN and −0 for 0, but not 1 for 1n or for its text", () => {
  expect(fold(different, values(Number.NaN, Number.NaN, 0, -0))).toBe(2);
  expect(fold(different, values(1, 1n, "1", true))).toBe(4);
});

test("countDistinct compares Dates, arrays and objects by content", () => {
  expect(fold(different, values(new Date(5), new Date(5), new Date(6)))).toBe(2);
  expect(fold(different, values([1, "a"], [1, "a"], { a: 1 }, { a: 1 }, { a: 2 }))).toBe(3);
});

test("countDistinct does not take a string for the value that it looks like inside", () => {
  const date = `\0\x08${"\0".repeat(8)}`;
  expect(fold(different, values(new Date(0), date, `\0${date}`, "\0", ""))).toBe(5);
});
