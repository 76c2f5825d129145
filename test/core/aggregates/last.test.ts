import fc from "fast-check";
import { expect, test } from "vitest";
import { last } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { keepsTheLaws, numbers, present, rowsOf } from "./laws.ts";

keepsTheLaws(
  "last",
  last((row: { value: unknown }) => row.value),
  { rows: rowsOf(fc.oneof(numbers, fc.string())), oracle: (input) => present(input).at(-1) ?? null },
);

test("last of whole rows gives a row", () => {
  const rows = [{ price: 2 }, { price: 3 }];
  expect(
    fold(
      last((row: { price: number }) => row),
      rows,
    ),
  ).toEqual(rows.at(-1));
});
