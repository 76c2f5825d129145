import fc from "fast-check";
import { expect, test } from "vitest";
import { kFold } from "../../../ml/mod.ts";

const tests = (splits: readonly { readonly test: Int32Array }[]): number[][] => splits.map((split) => [...split.test]);

test("folds are rows one behind another, as scikit-learn's", () => {
  expect(tests(kFold(7, 3))).toEqual([
    [0, 1, 2],
    [3, 4],
    [5, 6],
  ]);
});

test("each row is looked at once, in folds that differ by one, in another order for another seed", () =>
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), fc.integer(), (rows, n, seed) => {
      const folds = 2 + (n % (rows - 1));
      const splits = kFold(rows, folds, { seed });
      expect(
        tests(splits)
          .flat()
          .sort((a, b) => a - b),
      ).toEqual([...Array(rows).keys()]);
      expect(tests(kFold(rows, folds, { seed }))).toEqual(tests(splits));
      for (const { train, test } of splits) {
        expect([...train, ...test].sort((a, b) => a - b)).toEqual([...Array(rows).keys()]);
        expect([Math.floor(rows / folds), Math.ceil(rows / folds)]).toContain(test.length);
      }
    }),
  ));

test("a seed shuffles, and folds are checked", () => {
  expect(tests(kFold(50, 2, { seed: 1 }))).not.toEqual(tests(kFold(50, 2, { seed: 2 })));
  expect(() => kFold(3, 4)).toThrow("from 2 to the number of rows, 3: got 4");
});
