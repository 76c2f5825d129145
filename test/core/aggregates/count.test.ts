import { expect, test } from "vitest";
import { count } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { keepsTheLaws, numbers, present, rowsOf } from "./laws.ts";

keepsTheLaws("count", count(), { rows: rowsOf(numbers), oracle: (input) => input.length });

keepsTheLaws(
  "count of a value",
  count((row: { value: number | null | undefined }) => row.value),
  { rows: rowsOf(numbers), oracle: (input) => present(input).length },
);

test("count counts NaN, false and the empty string as values", () => {
  const rows = [{ value: Number.NaN }, { value: false }, { value: "" }, { value: null }];
  expect(
    fold(
      count((row: (typeof rows)[number]) => row.value),
      rows,
    ),
  ).toBe(3);
});
