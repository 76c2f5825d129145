import { expect, test } from "vitest";
import { bernoulliNaiveBayes, fitRows, matrixOf } from "../../../ml/mod.ts";
import { expectClassFact } from "../learner/class-facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("bernoulliNaiveBayes", {
  make: (options) => bernoulliNaiveBayes({ threshold: 0.1, ...options }),
  rows: randomRows(60, (signal) => (signal > 0.5 ? 2 : signal > -0.5 ? 1 : 0)),
  weights: "alike",
});

test("sk.bernoullinb.digits: accuracy, probabilities and folds are those of scikit-learn", () =>
  expectClassFact("sk.bernoullinb.digits", bernoulliNaiveBayes({ threshold: 7.5 })));

test("a class has seen a feature in (rows with it + smoothing) of (rows + 2 · smoothing)", () => {
  const features = matrixOf([[1], [0], [0], [0]]);
  const { coefficients, intercepts } = fitRows(bernoulliNaiveBayes({ smoothing: 1 }), {
    features,
    labels: Float64Array.of(0, 0, 1, 1),
  });
  // Class 0: 2 of 4, class 1: 1 of 4.
  expect(coefficients[0]).toBeCloseTo(0, 14);
  expect(coefficients[1]).toBeCloseTo(Math.log(1 / 3), 14);
  expect(intercepts[1]).toBeCloseTo(Math.log(0.5) + Math.log(0.75), 14);
});
