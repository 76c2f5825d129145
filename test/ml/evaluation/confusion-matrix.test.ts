import { expect, test } from "vitest";
import { confusionMatrix } from "../../../ml/mod.ts";

test("a confusion matrix has the classes that are named, in their order", () => {
  const rows = { labels: ["b", "a", "b"], predictions: ["b", "b", "a"] };
  expect(confusionMatrix(rows)).toEqual({ classes: ["a", "b"], counts: Float64Array.of(0, 1, 1, 1) });
  expect(confusionMatrix(rows, { classes: ["c", "b", "a"] }).counts).toEqual(
    Float64Array.of(0, 0, 0, 0, 1, 1, 0, 1, 0),
  );
  expect(() => confusionMatrix(rows, { classes: ["a"] })).toThrow(
    'its labels must be among the classes ["a"]: got "b" in row 0; name all of them',
  );
  expect(confusionMatrix({ labels: [10, 9], predictions: [9, 9] }).classes).toEqual([9, 10]);
});
