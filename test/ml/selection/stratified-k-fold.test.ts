import fc from "fast-check";
import { expect, test } from "vitest";
import { stratifiedKFold } from "../../../ml/mod.ts";

test("rows of a class go to the folds in turn, as scikit-learn's", () => {
  expect(stratifiedKFold([..."abababaaccba"], 3).map((split) => [...split.test])).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 8],
    [7, 9, 10, 11],
  ]);
});

test("no fold has two rows of a class more than another, nor two rows more", () =>
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "b", "c"), { minLength: 6, maxLength: 60 }), (labels) => {
      const splits = stratifiedKFold(labels, 2);
      for (const counted of [["a"], ["b"], ["c"], ["a", "b", "c"]]) {
        const [one, other] = splits.map(({ test }) => [...test].filter((row) => counted.includes(labels[row]!)).length);
        expect(Math.abs(one! - other!)).toBeLessThanOrEqual(1);
      }
    }),
  ));

test("there are no more folds than rows of the largest class", () => {
  expect(() => stratifiedKFold(["a", "b", "b"], 3)).toThrow("from 2 to the number of rows of a class, 2: got 3");
});
