import { expect, test } from "vitest";
import { decisionTreeRegressor, featureImportances, fitRows, matrixOf } from "../../../ml/mod.ts";

test("importances are shares of what splits gained", () => {
  // By the first feature 4 · 5² · … of the squares vanish, by the second the rest.
  const features = matrixOf([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const learned = fitRows(decisionTreeRegressor(), { features, labels: Float64Array.of(0, 2, 10, 12) });
  const [first, second] = featureImportances(learned);
  expect(first).toBeCloseTo(100 / 104, 12);
  expect(second).toBeCloseTo(4 / 104, 12);
});

test("a tree without splits finds nothing important", () => {
  const learned = fitRows(decisionTreeRegressor(), { features: matrixOf([[1], [2]]), labels: Float64Array.of(3, 3) });
  expect([...featureImportances(learned)]).toEqual([0]);
});

test("by splits each of them counts alike", () => {
  const features = matrixOf([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const learned = fitRows(decisionTreeRegressor(), { features, labels: Float64Array.of(0, 2, 10, 12) });
  expect([...featureImportances(learned, { by: "splits" })]).toEqual([1 / 3, 2 / 3]);
  expect(() => featureImportances(learned, { by: "cover" as never })).toThrow(
    'Cannot tell importances as by must be "gain" or "splits": got "cover"',
  );
});
