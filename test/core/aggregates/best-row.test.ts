import { expect, test } from "vitest";
import { bestRow, bestRows } from "../../../core/aggregates/best-row.ts";

const greater = (value: unknown, best: unknown): boolean => (value as number) > (best as number);

test("the best row is replaced only by one that beats it, also when merging", () => {
  const { zero, add, merge, result } = bestRow("maxBy", greater);
  const left = [4, 7].reduce((partial, value) => add(partial, value, () => `left ${value}`), zero());
  const right = [7, 5].reduce((partial, value) => add(partial, value, () => `right ${value}`), zero());
  expect(result(merge(left, right))).toBe("left 7");
  expect(result(merge(zero(), right))).toBe("right 7");
});

test("the best rows of both sides are joined, and the right side keeps its own", () => {
  const { zero, add, merge, result } = bestRows("maxBy", greater);
  const left = add(zero(), 7, () => "left");
  const right = add(zero(), 7, () => "right");
  expect(result(merge(left, right))).toEqual(["left", "right"]);
  const taken = merge(zero(), right);
  add(taken, 7, () => "later");
  expect(result(taken)).toEqual(["right", "later"]);
  expect(result(right)).toEqual(["right"]);
});

test("a result is not changed by rows that come later", () => {
  const { zero, add, result } = bestRows("maxBy", greater);
  const partial = add(zero(), 7, () => "a");
  const before = result(partial);
  add(partial, 7, () => "b");
  expect(before).toEqual(["a"]);
});
