import fc from "fast-check";
import { expect, test } from "vitest";
import { any } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { keepsTheLaws, present, rowsOf } from "./laws.ts";

const late = any((row: { value: boolean | null | undefined }) => row.value);

keepsTheLaws("any", late, {
  rows: rowsOf(fc.constantFrom(true, false, null, undefined)),
  oracle: (rows) => (present(rows).length === 0 ? null : present(rows).some((value) => value)),
});

test("any leaves out missing values, and is null where all are missing", () => {
  expect(fold(late, [{ value: null }, { value: true }])).toBe(true);
  expect(fold(late, [{ value: false }, { value: undefined }])).toBe(false);
  expect(fold(late, [{ value: null }])).toBeNull();
});
