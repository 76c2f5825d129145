import { expect, test } from "vitest";
import { classesOf } from "../../../ml/online/online-classifier.ts";

test("classes are 0 and 1 unless said, and ascend", () => {
  expect([...classesOf({ classes: undefined })]).toEqual([0, 1]);
  expect([...classesOf({ classes: [3, -1, 2] })]).toEqual([-1, 2, 3]);
});
