import { expect, test } from "vitest";
import { complementNaiveBayes, fitRows, matrixOf } from "../../../ml/mod.ts";
import { dataOf } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { countRows } from "../learner/random-rows.ts";

learnerSuite("complementNaiveBayes", {
  make: (options) => complementNaiveBayes(options),
  rows: countRows(60),
  weights: "alike",
});

test("coefficients of digits are those of scikit-learn", () => {
  const { coefficients } = fitRows(complementNaiveBayes(), dataOf("digits"));
  // ComplementNB().fit(X, y).feature_log_prob_[:, [1, 20, 63]] of scikit-learn 1.9.1
  const known = [
    [6.83593085705, 3.70904109291, 6.64687938804],
    [6.83108226976, 3.90388425727, 7.18122551183],
    [7.18929812605, 3.85643937967, 7.38532574875],
    [7.0721055143, 3.86920747294, 6.66586370712],
    [6.8289395757, 3.75145041271, 6.64722758917],
    [7.21782700526, 3.70817417174, 6.64786827893],
    [6.82874768439, 3.69277667252, 6.67329203243],
    [6.88919532219, 3.78826695655, 6.65107740776],
    [6.87340574747, 3.79172428281, 6.6479659839],
    [6.87733564568, 3.80416259963, 6.66228618365],
  ] as const;
  known.forEach(([one, two, three], k) => {
    [coefficients[k * 64 + 1], coefficients[k * 64 + 20], coefficients[k * 64 + 63]].forEach((value, at) =>
      expect(value).toBeCloseTo([one, two, three][at]!, 9),
    );
  });
});

test("a class is what the others are not", () => {
  const features = matrixOf([
    [3, 0],
    [0, 1],
  ]);
  const { coefficients, intercepts } = fitRows(complementNaiveBayes(), { features, labels: Float64Array.of(0, 1) });
  [1 / 3, 2 / 3, 4 / 5, 1 / 5].forEach((share, at) => expect(coefficients[at]).toBeCloseTo(-Math.log(share), 14));
  expect([...intercepts]).toEqual([0, 0]);
});

test("counts below 0 are refused", () => {
  const features = matrixOf([
    [-3, 0],
    [0, 1],
  ]);
  expect(() => fitRows(complementNaiveBayes(), { features, labels: Float64Array.of(0, 1) })).toThrow(
    "got -3 in feature 0",
  );
});
