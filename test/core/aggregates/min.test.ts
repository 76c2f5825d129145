import { expect, test } from "vitest";
import { min, type Ordered } from "../../../core/aggregates/mod.ts";
import { fold } from "./fold.ts";
import { keepsTheLaws, numbers, present, rowsOf } from "./laws.ts";
import { compare, orderedValues } from "./ordered-values.ts";

const least = min((row: { value: Ordered | null | undefined }) => row.value);

for (const [kind, values] of [["numbers", numbers] as const, ...orderedValues]) {
  keepsTheLaws(`min of ${kind}`, least, {
    rows: rowsOf<Ordered | null | undefined>(values),
    oracle: (input) => present(input).sort((a, b) => compare(a, b))[0] ?? null,
  });
}

test("min is NaN only where every value is", () => {
  expect(fold(least, [{ value: Number.NaN }, { value: 3 }, { value: Number.NaN }])).toBe(3);
  expect(fold(least, [{ value: Number.NaN }])).toBeNaN();
});

test("min of infinities and of nothing", () => {
  expect(fold(least, [{ value: Number.POSITIVE_INFINITY }])).toBe(Number.POSITIVE_INFINITY);
  expect(fold(least, [{ value: null }])).toBeNull();
});
