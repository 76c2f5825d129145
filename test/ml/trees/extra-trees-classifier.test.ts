import { expect, test } from "vitest";
import { extraTreesClassifier, fitRows, matrixOf } from "../../../ml/mod.ts";
import { meanFoldAccuracy } from "../learner/class-facts.ts";
import { factOf } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows, uniform } from "../learner/random-rows.ts";

learnerSuite("extraTreesClassifier", {
  make: (options) => extraTreesClassifier({ trees: 5, ...options }),
  rows: randomRows(60, (signal) => (signal > 0.5 ? 2 : signal > -0.5 ? 1 : 0)),
  missing: "taken",
  weights: "ignored",
});

test("sk.extratrees.wine: the mean accuracy of folds is scikit-learn's", async () => {
  const { expected, tolerance } = factOf("sk.extratrees.wine");
  const own = await meanFoldAccuracy(
    "wine",
    [0, 1, 2].map((seed) => extraTreesClassifier({ seed })),
  );
  expect(Math.abs(own - expected.cv_mean_over_seeds)).toBeLessThan(tolerance.abs!);
});

test("thresholds are drawn between the smallest and the largest value, evenly", () => {
  const random = uniform(1);
  const values = Array.from({ length: 2000 }, () => random());
  const data = {
    features: matrixOf(values.map((value) => [value])),
    labels: Float64Array.from(values, (value) => (value > 0 ? 1 : 0)),
  };
  const { thresholds, roots } = fitRows(extraTreesClassifier({ trees: 400, maxDepth: 1 }), data);
  const drawn = Array.from(roots.subarray(0, 400), (root) => thresholds[root]!);
  expect(drawn.every((value) => Math.abs(value) < 1)).toBe(true);
  expect(Math.abs(drawn.reduce((sum, value) => sum + value, 0) / 400)).toBeLessThan(0.1);
  expect(drawn.reduce((sum, value) => sum + value * value, 0) / 400).toBeGreaterThan(0.25);
});
