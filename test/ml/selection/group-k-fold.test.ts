import { expect, test } from "vitest";
import { groupKFold } from "../../../ml/mod.ts";

test("groups stay together, the largest first into the fold with the fewest rows, as scikit-learn's", () => {
  expect(groupKFold([1, 1, 1, 1, 2, 2, 2, 3, 3, 4], 2).map((split) => [...split.test])).toEqual([
    [0, 1, 2, 3, 9],
    [4, 5, 6, 7, 8],
  ]);
  expect(() => groupKFold(["a", "b", "b"], 3)).toThrow("from 2 to the number of groups, 2: got 3");
});
