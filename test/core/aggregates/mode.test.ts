import { expect, test } from "vitest";
import { mode, type Ordered } from "../../../core/aggregates/mod.ts";
import { fold, folded } from "./fold.ts";
import { keepsTheLaws, numbers, present, rowsOf } from "./laws.ts";
import { compare, orderedValues } from "./ordered-values.ts";

const usual = mode((row: { value: Ordered | null | undefined }) => row.value);

for (const [kind, values] of [["numbers", numbers] as const, ...orderedValues]) {
  keepsTheLaws(`mode of ${kind}`, usual, {
    rows: rowsOf<Ordered | null | undefined>(values),
    oracle: (rows) => {
      const all = present(rows).sort(compare);
      const times = (value: Ordered): number => all.filter((other) => compare(other, value) === 0).length;
      const most = all.map(times).reduce((so, next) => Math.max(so, next), 0);
      return all.find((value) => times(value) === most) ?? null;
    },
    // A Map keeps 0 for −0.
    same: (got, expected) => expect(got === 0 ? 0 : got).toEqual(expected === 0 ? 0 : expected),
  });
}

test("mode is the least of the most frequent", () => {
  expect(fold(usual, [{ value: "b" }, { value: "a" }, { value: "b" }, { value: "a" }, { value: "c" }])).toBe("a");
});

test("mode takes retractions that come before their additions", () => {
  const { fold: foldRows, merge, retract, result } = folded(usual);
  const ahead = (): unknown => retract!(foldRows([]), { value: "a" });
  expect(result(ahead())).toBeNull();
  expect(result(merge(ahead(), foldRows([{ value: "a" }, { value: "a" }, { value: "b" }])))).toBe("a");
  expect(result(merge(ahead(), foldRows([{ value: "a" }, { value: "b" }])))).toBe("b");
});
