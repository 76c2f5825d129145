import { expect, test } from "vitest";
import { elasticNet, fitRows, lasso, matrixOf } from "../../../ml/mod.ts";
import { dataOf } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("lasso", {
  make: (options) => lasso({ alpha: 0.01, ...options }),
  rows: randomRows(40, (signal) => 3 * signal + 1),
  weights: "alike",
  within: 1e-7,
});

test("the coefficients of diabetes are those of scikit-learn, zeros among them", () => {
  const learned = fitRows(lasso({ alpha: 0.1 }), dataOf("diabetes"));
  // Lasso(alpha=.1, tol=1e-14, max_iter=100000).fit(X, y) of scikit-learn 1.9.1
  const known = [
    0, -155.34311062, 517.2162412, 275.08722293, -52.55203581, 0, -210.13950904, 0, 483.91717457, 33.66219214,
  ];
  known.forEach((value, at) => expect(Math.abs(learned.coefficients[at]! - value)).toBeLessThan(1e-6));
  expect(learned.intercept).toBeCloseTo(152.133484163, 8);
  expect(fitRows(elasticNet({ alpha: 0.1, l1Ratio: 1 }), dataOf("diabetes"))).toEqual(learned);
});

test("one feature is softened by α, and from the largest product on nothing is left", () => {
  const features = matrixOf([[-1], [1]]);
  const labels = Float64Array.of(-3, 3);
  expect(fitRows(lasso({ alpha: 1 }), { features, labels }).coefficients[0]).toBe(2);
  expect(fitRows(lasso({ alpha: 3 }), { features, labels }).coefficients[0]).toBe(0);
});

test("a constant feature gets 0", () => {
  const features = matrixOf([
    [-1, 5],
    [1, 5],
  ]);
  expect(fitRows(lasso({ alpha: 1 }), { features, labels: Float64Array.of(-3, 3) }).coefficients[1]).toBe(0);
});
