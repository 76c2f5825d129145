import fc from "fast-check";
import { expect, test } from "vitest";
import { first } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { keepsTheLaws, numbers, present, rowsOf } from "./laws.ts";

keepsTheLaws(
  "first",
  first((row: { value: unknown }) => row.value),
  { rows: rowsOf(fc.oneof(numbers, fc.string())), oracle: (input) => present(input)[0] ?? null },
);

test("first of whole rows gives a row", () => {
  const rows = [{ price: 2 }, { price: 3 }];
  expect(
    fold(
      first((row: { price: number }) => row),
      rows,
    ),
  ).toEqual(rows[0]);
});
