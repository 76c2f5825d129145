import { expect, test } from "vitest";
import { onlineSgdClassifier } from "../../../ml/mod.ts";
import { linearSuite } from "./linear-suite.ts";

linearSuite("onlineSgdClassifier", (options) => onlineSgdClassifier(options), 2);

test("a weight multiplies the step, and 0 makes none", () => {
  const { learner } = onlineSgdClassifier({ learningRate: 1 });
  const rows = { features: { data: Float64Array.of(1, 1), rows: 2, columns: 1 }, labels: Float64Array.of(1, 1) };
  const task = learner.open(1, {});
  task.learn({ ...rows, weights: Float64Array.of(3, 0) }, 0, 2);
  expect(task.learned()).toEqual({ coefficients: Float64Array.of(1.5), intercept: 1.5 });
});
