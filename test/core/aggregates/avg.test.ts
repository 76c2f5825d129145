import { expect, test } from "vitest";
import { avg } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { close, keepsTheLaws, numbers, present, rowsOf } from "./laws.ts";

const mean = avg((row: { value: number | null | undefined }) => row.value);

keepsTheLaws("avg", mean, {
  rows: rowsOf(numbers),
  oracle: (input) => {
    const values = present(input);
    return values.length === 0 ? null : values.reduce((so, value) => so + value, 0) / values.length;
  },
  same: close(1e-9),
});

test("avg of equal values is that value", () => {
  expect(fold(mean, Array(1000).fill({ value: 0.1 }))).toBe(0.1);
});

test("avg counts only rows with a value", () => {
  expect(fold(mean, [{ value: 4 }, { value: null }, { value: 8 }])).toBe(6);
  expect(fold(mean, [{ value: null }])).toBeNull();
});

test("avg of bigints is the number nearest to their exact mean", () => {
  const meanOfAny = avg((row: { value: bigint | number }) => row.value);
  expect(fold(meanOfAny, [{ value: 2n ** 62n }, { value: 2n ** 62n + 2n }, { value: -(2n ** 63n) }])).toBe(2 / 3);
  expect(fold(meanOfAny, [{ value: 1n }, { value: 2 }])).toBe(1.5);
});
