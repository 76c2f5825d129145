import { expect, test } from "vitest";
import { fitRows, randomForestClassifier } from "../../../ml/mod.ts";
import { meanFoldAccuracy } from "../learner/class-facts.ts";
import { dataOf, factOf } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("randomForestClassifier", {
  make: (options) => randomForestClassifier({ trees: 5, ...options }),
  rows: randomRows(60, (signal) => (signal > 0.5 ? 2 : signal > -0.5 ? 1 : 0)),
  missing: "taken",
  weights: "ignored",
});

test("sk.rf.breast_cancer: the mean accuracy of folds is scikit-learn's", async () => {
  const { expected, tolerance } = factOf("sk.rf.breast_cancer");
  const own = await meanFoldAccuracy(
    "breast_cancer",
    [0, 1, 2].map((seed) => randomForestClassifier({ seed })),
  );
  expect(Math.abs(own - expected.cv_mean_over_seeds)).toBeLessThan(tolerance.abs!);
});

test("the same seed gives the same forest, another one another, and trees differ", () => {
  const data = dataOf("iris");
  const by = (seed: number) => fitRows(randomForestClassifier({ trees: 3, seed }), data);
  expect(by(1)).toEqual(by(1));
  expect(by(2).thresholds).not.toEqual(by(1).thresholds);
  const { roots, thresholds } = by(1);
  expect(thresholds.slice(roots[0], roots[1])).not.toEqual(thresholds.slice(roots[1], roots[2]));
});

test("rows of weight 0 are in no tree", () => {
  const data = dataOf("iris");
  const weights = data.labels.map((label) => (label === 2 ? 0 : 1));
  const { values, classes } = fitRows(randomForestClassifier({ trees: 5 }), { ...data, weights });
  expect([...classes]).toEqual([0, 1, 2]);
  expect(values.every((share, at) => at % 3 !== 2 || share === 0)).toBe(true);
});

test("features that a split chooses from are counted as told", () => {
  const data = dataOf("digits");
  const few = fitRows(randomForestClassifier({ trees: 1, featuresPerSplit: "log2", maxDepth: 6 }), data);
  const all = fitRows(randomForestClassifier({ trees: 1, featuresPerSplit: "all", maxDepth: 6 }), data);
  expect(all.gains[0]).toBeGreaterThanOrEqual(few.gains[0]!);
  expect(few.gains).not.toEqual(all.gains);
});
