import { expect, test } from "vitest";
import { max, type Ordered } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { keepsTheLaws, numbers, present, rowsOf } from "./laws.ts";
import { compare, orderedValues } from "./ordered-values.ts";

const greatest = max((row: { value: Ordered | null | undefined }) => row.value);

for (const [kind, values] of [["numbers", numbers] as const, ...orderedValues]) {
  keepsTheLaws(`max of ${kind}`, greatest, {
    rows: rowsOf<Ordered | null | undefined>(values),
    oracle: (input) => present(input).sort((a, b) => compare(b, a))[0] ?? null,
  });
}

test("max is NaN where any value is", () => {
  expect(fold(greatest, [{ value: Number.NaN }, { value: Number.POSITIVE_INFINITY }])).toBeNaN();
});

test("max of infinities and of nothing", () => {
  expect(fold(greatest, [{ value: Number.NEGATIVE_INFINITY }])).toBe(Number.NEGATIVE_INFINITY);
  expect(fold(greatest, [])).toBeNull();
});
