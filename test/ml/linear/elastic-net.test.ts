import { expect, test } from "vitest";
import { elasticNet, fitRows, ridge } from "../../../ml/mod.ts";
import { dataOf } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("elasticNet", {
  make: (options) => elasticNet({ alpha: 0.01, ...options }),
  rows: randomRows(40, (signal) => 3 * signal + 1),
  weights: "alike",
  within: 1e-7,
});

test("the coefficients of diabetes are those of scikit-learn", () => {
  const learned = fitRows(elasticNet({ alpha: 0.01, l1Ratio: 0.5 }), dataOf("diabetes"));
  // ElasticNet(alpha=.01, l1_ratio=.5, tol=1e-14, max_iter=10**6).fit(X, y) of scikit-learn 1.9.1
  const known = [
    33.14952988, -35.24297257, 211.0274746, 144.559768, 21.93070297, 0, -115.6192108, 100.657568, 185.3251735,
    96.25698663,
  ];
  known.forEach((value, at) => expect(Math.abs(learned.coefficients[at]! - value)).toBeLessThan(1e-6));
  expect(learned.optimality).toBeLessThan(1e-9);
});

test("with squares only it is ridge regression, whose cost is not divided by the rows", () => {
  const data = dataOf("diabetes");
  const { coefficients } = fitRows(elasticNet({ alpha: 0.1, l1Ratio: 0, tolerance: 1e-14 }), data);
  const { coefficients: known } = fitRows(ridge({ alpha: 0.1 * data.labels.length }), data);
  known.forEach((value, at) => expect(coefficients[at]).toBeCloseTo(value, 9));
});

test("sweeps end where they are told to, and it says how far they came", () => {
  const learned = fitRows(elasticNet({ alpha: 0.001, maxIterations: 2 }), dataOf("diabetes"));
  expect(learned.iterations).toBe(2);
  expect(learned.optimality).toBeGreaterThan(1e-3);
});

test("shares out of 0 to 1 are refused", () => {
  expect(() => elasticNet({ l1Ratio: 1.5 })).toThrow(
    "Cannot set l1Ratio in elasticNet as it must be a number ≥ 0 and ≤ 1: got 1.5",
  );
});
