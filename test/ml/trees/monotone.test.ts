import { expect, test } from "vitest";
import { fitRows, gradientBoostingClassifier, gradientBoostingRegressor, matrixOf } from "../../../ml/mod.ts";
import { boostedScores } from "../../../ml/trees/tree-scores.ts";
import { dataOf } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows, uniform } from "../learner/random-rows.ts";

/** Noisy rows whose label rises with the first feature, falls with the second, and does neither with the third. */
function rowsOf(count: number, missing: number) {
  const random = uniform(21);
  const features = Array.from({ length: count }, () =>
    [0, 1, 2].map(() => (random() < missing ? Number.NaN : random())),
  );
  const labels = Float64Array.from(features, ([a = 0, b = 0, c = 0]) => {
    const signal = 2 * (a || 0) - (b || 0) + Math.sin(6 * (c || 0)) + 2 * random();
    return signal;
  });
  return { features: matrixOf(features), labels };
}

/** Whether no step up along a feature moves scores the wrong way, from many points. */
function keepsTo(scoresOf: (rows: number[][]) => Float64Array, feature: number, direction: number): boolean {
  const random = uniform(8);
  for (let point = 0; point < 200; point++) {
    const base = [random(), random(), point % 5 === 0 ? Number.NaN : random()];
    const steps = Array.from({ length: 41 }, (_, step) => base.with(feature, step / 20 - 1));
    const scores = scoresOf(steps);
    for (let step = 1; step < 41; step++) if (direction * (scores[step]! - scores[step - 1]!) < 0) return false;
  }
  return true;
}

const constrained = { increasing: [0], decreasing: [1] } as const;
const losses = ["squaredError", "absoluteError", "quantile", "poisson", "gamma"] as const;

test.each(losses)("by the loss %s predictions rise and fall as they must, and would not without", (loss) => {
  const { features, labels } = rowsOf(1500, 0);
  const positive = loss === "poisson" || loss === "gamma" ? labels.map((label) => Math.exp(label / 2)) : labels;
  const scoresBy = (options: object) => {
    const stage = gradientBoostingRegressor({ rounds: 30, minLeafRows: 3, learningRate: 0.3, loss, ...options });
    const learned = fitRows(stage, { features, labels: positive });
    return (rows: number[][]) => boostedScores(matrixOf(rows), learned).data;
  };
  const [free, bound] = [scoresBy({}), scoresBy(constrained)];
  expect(keepsTo(bound, 0, 1)).toBe(true);
  expect(keepsTo(bound, 1, -1)).toBe(true);
  expect(keepsTo(free, 0, 1)).toBe(false);
  expect(keepsTo(bound, 2, 1)).toBe(false);
});

test("so do the scores of the second of two classes, with values that are missing", () => {
  const { features, labels } = rowsOf(1500, -0.8);
  const classes = labels.map((label) => (label > 0 ? 1 : 0));
  const stage = gradientBoostingClassifier({ rounds: 30, minLeafRows: 3, ...constrained });
  const learned = fitRows(stage, { features, labels: classes });
  const scores = (rows: number[][]) => boostedScores(matrixOf(rows), learned).data;
  expect(keepsTo(scores, 0, 1)).toBe(true);
  expect(keepsTo(scores, 1, -1)).toBe(true);
});

test("what data follow anyway costs nothing: the error is as without", () => {
  const { features, labels } = rowsOf(4000, 0);
  const errorBy = (options: object): number => {
    const stage = gradientBoostingRegressor({ rounds: 60, stopAfter: 60, heldBack: 0.5, ...options });
    return fitRows(stage, { features, labels }).heldBackLoss.at(-1)!;
  };
  expect(errorBy(constrained)).toBeLessThan(errorBy({}));
  expect(errorBy({ decreasing: [0], increasing: [1] })).toBeGreaterThan(1.5 * errorBy({}));
});

test("a feature that is in no split by itself changes nothing: trees are those without constraints", () => {
  const { features, labels } = dataOf("diabetes");
  const wide = matrixOf(
    Array.from({ length: features.rows }, (_, row) => [
      ...features.data.subarray(row * features.columns, (row + 1) * features.columns),
      1,
    ]),
  );
  const by = (options: object) =>
    fitRows(gradientBoostingRegressor({ rounds: 10, ...options }), { features: wide, labels });
  const [free, bound] = [by({}), by({ increasing: [features.columns] })];
  expect(bound.features).toEqual(free.features);
  expect(bound.thresholds).toEqual(free.thresholds);
  expect(bound.values).toEqual(free.values);
});

test("constraints of several classes are refused", () => {
  const { features, labels } = dataOf("wine");
  expect(() => fitRows(gradientBoostingClassifier({ increasing: [0] }), { features, labels })).toThrow(
    "Cannot train gradientBoostingClassifier as predictions can rise or fall with a feature where they are of two classes: got 3 classes",
  );
  expect(() => fitRows(gradientBoostingRegressor({ decreasing: [13] }), { features, labels })).toThrow(
    "decreasing must be numbers of features, of which there are 13: got 13",
  );
});

learnerSuite("gradientBoostingRegressor", {
  make: (options) =>
    gradientBoostingRegressor({ rounds: 5, minLeafRows: 1, increasing: [0], decreasing: [2], ...options }),
  rows: randomRows(60, (signal) => 100 + signal),
  missing: "taken",
  weights: "alike",
});
