import { expect, test } from "vitest";
import { passiveAggressiveClassifier } from "../../../ml/mod.ts";
import { linearSuite } from "./linear-suite.ts";

linearSuite("passiveAggressiveClassifier", (options) => passiveAggressiveClassifier(options), 2);

test("what is right by the margin moves nothing; a weight multiplies what a row may cost", () => {
  const { learner } = passiveAggressiveClassifier({ c: 0.1 });
  const initial = { coefficients: Float64Array.of(2), intercept: 0 };
  const rows = { features: { data: Float64Array.of(1, -1), rows: 2, columns: 1 }, labels: Float64Array.of(1, 1) };
  const task = learner.open(1, { initial });
  task.learn({ ...rows, weights: Float64Array.of(1, 5) }, 0, 1);
  expect(task.learned()).toEqual(initial);
  task.learn({ ...rows, weights: Float64Array.of(1, 5) }, 1, 2);
  expect(task.learned()).toEqual({ coefficients: Float64Array.of(1.5), intercept: 0.5 });
});
