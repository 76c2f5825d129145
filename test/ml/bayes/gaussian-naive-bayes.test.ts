import { expect, test } from "vitest";
import { fitRows, gaussianNaiveBayes, matrixOf } from "../../../ml/mod.ts";
import { expectClassFact } from "../learner/class-facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("gaussianNaiveBayes", {
  make: (options) => gaussianNaiveBayes(options),
  rows: randomRows(60, (signal) => (signal > 0.5 ? 2 : signal > -0.5 ? 1 : 0)),
  weights: "alike",
});

test.each(["sk.gnb.iris", "sk.gnb.breast_cancer"])(
  "%s: accuracy, probabilities and folds are those of scikit-learn",
  (id) => expectClassFact(id, gaussianNaiveBayes()),
);

test("means and variances are those of each class, with a share of the largest variance", () => {
  const features = matrixOf([
    [1, 10],
    [3, 10],
    [7, 10],
  ]);
  const learned = fitRows(gaussianNaiveBayes({ smoothing: 0.5 }), { features, labels: Float64Array.of(0, 0, 1) });
  const all = 56 / 9; // the variance of 1, 3, 7
  expect([...learned.means]).toEqual([2, 10, 7, 10]);
  [1 + all / 2, all / 2, all / 2, all / 2].forEach((value, at) => expect(learned.variances[at]).toBeCloseTo(value, 12));
  expect(learned.logPriors[0]).toBeCloseTo(Math.log(2 / 3), 14);
});

test("values far from 0 keep their variance, and rows that are all alike decide by the prior", () => {
  const far = matrixOf([[1e9], [1e9 + 2], [1e9 + 10]]);
  expect(fitRows(gaussianNaiveBayes(), { features: far, labels: Float64Array.of(0, 0, 1) }).variances[0]).toBeCloseTo(
    1,
    6,
  );
  const alike = fitRows(gaussianNaiveBayes(), {
    features: matrixOf([[5], [5], [5]]),
    labels: Float64Array.of(0, 1, 1),
  });
  expect(alike.variances.every((variance) => variance > 0)).toBe(true);
});
