import fc from "fast-check";
import { expect, test } from "vitest";
import { concat } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { keepsTheLaws, present, rowsOf } from "./laws.ts";

interface Row {
  readonly value: string | number | boolean | bigint | null | undefined;
}

const values = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.bigInt(), fc.constantFrom("", null, undefined));

for (const separator of [",", ", ", ""]) {
  keepsTheLaws(
    `concat by "${separator}"`,
    concat((row: Row) => row.value, separator),
    { rows: rowsOf(values), oracle: (rows) => (present(rows).length === 0 ? null : present(rows).join(separator)) },
  );
}

test("concat puts a comma between values unless told otherwise, also around empty ones", () => {
  const texts = concat((value: string) => value);
  expect(fold(texts, ["a", "", "b"])).toBe("a,,b");
  expect(fold(texts, [""])).toBe("");
});
