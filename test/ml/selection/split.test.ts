import { expect, test } from "vitest";
import { mustBeFolds, splitsOf } from "../../../ml/selection/split.ts";

test("a fold is looked at, all others are learned from", () => {
  expect(splitsOf(Int32Array.of(1, 0, 1), 2)).toEqual([
    { train: Int32Array.of(0, 2), test: Int32Array.of(1) },
    { train: Int32Array.of(1), test: Int32Array.of(0, 2) },
  ]);
});

test.each([1, 4, 2.5, Number.NaN])("three rows are not split into %d folds", (folds) => {
  expect(() => mustBeFolds("kFold", folds, 3, "rows")).toThrow(
    `Cannot split rows by kFold as folds must be a whole number from 2 to the number of rows, 3: got ${folds}; use for instance 5`,
  );
});
