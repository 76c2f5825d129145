import { expect, test } from "vitest";
import { fitRows, matrixOf, multinomialNaiveBayes } from "../../../ml/mod.ts";
import { dataOf } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { countRows } from "../learner/random-rows.ts";

learnerSuite("multinomialNaiveBayes", {
  make: (options) => multinomialNaiveBayes(options),
  rows: countRows(60),
  weights: "alike",
});

test("log likelihoods of digits are those of scikit-learn", () => {
  const { coefficients, intercepts } = fitRows(multinomialNaiveBayes(), dataOf("digits"));
  // MultinomialNB().fit(X, y).feature_log_prob_[:, [1, 20, 63]] and class_log_prior_ of scikit-learn 1.9.1
  const known = [
    [-9.33218625419, -5.01469814066, -10.9416241666, -2.31209033649],
    [-9.85343909705, -3.09689437984, -5.34257959053, -2.28986719971],
    [-5.81449011471, -3.29893351258, -5.0887474559, -2.31772415421],
    [-6.15781541107, -3.2398175869, -8.37198954672, -2.28438773394],
    [-10.9385030987, -4.15291545367, -10.9385030987, -2.29537685552],
    [-5.75658216681, -5.06910072379, -10.9327318994, -2.28986719971],
    [-10.9402244375, -5.80442600044, -8.04985267959, -2.29537685552],
    [-7.46926788433, -3.75648290937, -10.9032550888, -2.30648808094],
    [-7.70095661364, -3.72921437351, -9.86044086299, -2.33481858757],
    [-7.64537998668, -3.6293306886, -8.54332157988, -2.30091703589],
  ] as const;
  known.forEach(([one, two, three, prior], k) => {
    [coefficients[k * 64 + 1], coefficients[k * 64 + 20], coefficients[k * 64 + 63], intercepts[k]].forEach(
      (value, at) => expect(value).toBeCloseTo([one, two, three, prior][at]!, 9),
    );
  });
});

test("a column has (its sum + smoothing) of (all of the class + smoothing of each)", () => {
  const features = matrixOf([
    [3, 0],
    [0, 1],
  ]);
  const { coefficients } = fitRows(multinomialNaiveBayes({ smoothing: 0.5 }), {
    features,
    labels: Float64Array.of(0, 1),
  });
  [3.5 / 4, 0.5 / 4, 0.5 / 2, 1.5 / 2].forEach((share, at) =>
    expect(coefficients[at]).toBeCloseTo(Math.log(share), 14),
  );
});

test("counts below 0 are refused", () => {
  const features = matrixOf([
    [3, 0],
    [0, -1],
  ]);
  expect(() => fitRows(multinomialNaiveBayes(), { features, labels: Float64Array.of(0, 1) })).toThrow(
    "Cannot train multinomialNaiveBayes as its features are counts and must not be negative: got -1 in feature 1; " +
      "take gaussianNaiveBayes for measurements",
  );
});
