import { expect, test } from "vitest";
import { stddev } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { close, finiteNumbers, keepsTheLaws, present, rowsOf } from "./laws.ts";

interface Row {
  readonly value: number | null | undefined;
}

function naive(rows: readonly Row[], lost: number): number | null {
  const values = present(rows);
  if (values.length <= lost) return null;
  const mean = values.reduce((so, value) => so + value, 0) / values.length;
  return Math.sqrt(values.reduce((so, value) => so + (value - mean) ** 2, 0) / (values.length - lost));
}

keepsTheLaws(
  "stddev",
  stddev((row: Row) => row.value),
  { rows: rowsOf(finiteNumbers), oracle: (rows) => naive(rows, 1), same: close(1e-9) },
);
keepsTheLaws(
  "stddev of a population",
  stddev((row: Row) => row.value, { of: "population" }),
  { rows: rowsOf(finiteNumbers), oracle: (rows) => naive(rows, 0), same: close(1e-9) },
);

test("stddev of a sample divides by one less than the number of values", () => {
  const rows = [2, 4, 4, 4, 5, 5, 7, 9].map((value) => ({ value }));
  expect(
    fold(
      stddev((row: Row) => row.value, { of: "population" }),
      rows,
    ),
  ).toBe(2);
  expect(
    fold(
      stddev((row: Row) => row.value),
      rows,
    ),
  ).toBeCloseTo(Math.sqrt(32 / 7), 14);
});
