import { expect, test } from "vitest";
import { variance } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { close, finiteNumbers, keepsTheLaws, numbers, present, rowsOf } from "./laws.ts";

interface Row {
  readonly value: number | null | undefined;
}

const sample = variance((row: Row) => row.value);
const population = variance((row: Row) => row.value, { of: "population" });

function naive(rows: readonly Row[], lost: number): number | null {
  const values = present(rows);
  if (values.length <= lost) return null;
  const mean = values.reduce((so, value) => so + value, 0) / values.length;
  return values.reduce((so, value) => so + (value - mean) ** 2, 0) / (values.length - lost);
}

keepsTheLaws("variance", sample, { rows: rowsOf(finiteNumbers), oracle: (rows) => naive(rows, 1), same: close(1e-9) });
keepsTheLaws("variance with NaN and infinities", population, {
  rows: rowsOf(numbers),
  oracle: (rows) => naive(rows, 0),
  same: close(1e-9),
});

test("variance of one value is null, of a population of one it is 0", () => {
  expect(fold(sample, [{ value: 7 }])).toBeNull();
  expect(fold(population, [{ value: 7 }])).toBe(0);
  expect(fold(population, [])).toBeNull();
});

test("variance of small deviations from a large mean is exact where squares of values are not", () => {
  const rows = [4, 7, 13, 16].map((value) => ({ value: 1e9 + value }));
  expect(fold(sample, rows)).toBe(30);
});

test("variance of equal values is 0", () => {
  expect(fold(sample, Array(1000).fill({ value: 0.1 }))).toBe(0);
});

test("variance of one NaN or infinity is NaN for a population, null for a sample", () => {
  expect(fold(population, [{ value: Number.NaN }])).toBeNaN();
  expect(fold(population, [{ value: Number.POSITIVE_INFINITY }])).toBeNaN();
  expect(fold(sample, [{ value: Number.NaN }])).toBeNull();
});
