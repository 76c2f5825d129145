import { expect, test } from "vitest";
import { recommendItems } from "../../../ml/mod.ts";

const factors = {
  users: Float64Array.of(7, 9),
  items: Float64Array.of(1, 2, 3),
  userFactors: Float64Array.of(1, 2, -1, 0),
  itemFactors: Float64Array.of(1, 0, 0, 1, 1, 1),
};

test("items come by their products, equal ones by id, without those that are left out", () => {
  expect(recommendItems(factors, 7, 5)).toEqual([
    { item: 3, prediction: 3 },
    { item: 2, prediction: 2 },
    { item: 1, prediction: 1 },
  ]);
  expect(recommendItems(factors, 9, 2, [2]).map(({ item }) => item)).toEqual([1, 3]);
  expect(recommendItems(factors, 7, 0)).toEqual([]);
});

test("a user that was not learned gets none, a count below 0 is refused", () => {
  expect(recommendItems(factors, 8, 3)).toEqual([]);
  expect(() => recommendItems(factors, 7, -1)).toThrow(
    "Cannot recommend items as count must be a whole number ≥ 0: got -1; give for instance 10",
  );
});
