import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { categoricalNaiveBayes, fitRows, matrixOf } from "../../../ml/mod.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { countRows } from "../learner/random-rows.ts";

learnerSuite("categoricalNaiveBayes", {
  make: (options) => categoricalNaiveBayes(options),
  rows: countRows(60),
  weights: "alike",
});

const rows = {
  features: matrixOf([
    [0, 1],
    [1, 0],
    [2, 2],
    [0, 1],
    [1, 1],
    [2, 0],
    [0, 2],
    [1, 0],
  ]),
  labels: Float64Array.of(0, 1, 1, 0, 1, 0, 1, 1),
};

test("priors, likelihoods and probabilities are those of scikit-learn", async () => {
  // CategoricalNB(alpha=0.5) of scikit-learn 1.9.1
  const { logPriors, logLikelihoods, starts } = fitRows(categoricalNaiveBayes({ smoothing: 0.5 }), rows);
  [-0.980829253011726, -0.47000362924573547].forEach((prior, k) => expect(logPriors[k]).toBeCloseTo(prior, 12));
  expect([...starts]).toEqual([0, 3, 6]);
  [
    [
      [-0.5877866649021191, -2.1972245773362196, -1.0986122886681098],
      [-1.466337068793427, -0.6190392084062233, -1.466337068793427],
    ],
    [
      [-1.0986122886681098, -0.5877866649021191, -2.1972245773362196],
      [-0.9555114450274362, -1.466337068793427, -0.9555114450274362],
    ],
  ].forEach((byClass, column) =>
    byClass.forEach((own, k) =>
      own.forEach((log, at) => expect(logLikelihoods[6 * k + 3 * column + at]).toBeCloseTo(log, 12)),
    ),
  );
  const seen = from(
    [0, 1, 2, 3, 4, 5, 6, 7].map((row) => ({
      features: [rows.features.data[2 * row]!, rows.features.data[2 * row + 1]!],
      label: rows.labels[row]!,
    })),
  );
  const model = await categoricalNaiveBayes({ smoothing: 0.5 }).fit(seen);
  const answers = await model
    .transform(
      from(
        [
          [0, 1],
          [2, 0],
          [1, 2],
        ].map((features) => ({ features })),
      ),
    )
    .collect();
  [
    [0.7766544117647058, 0.22334558823529424],
    [0.4289340101522842, 0.5710659898477157],
    [0.034532080098079274, 0.9654679199019209],
  ].forEach((own, at) => own.forEach((p, k) => expect(answers[at]!.probability[k]).toBeCloseTo(p, 12)));
});

test("a value that no row had counts as one of none", async () => {
  const { logUnseen } = fitRows(categoricalNaiveBayes({ smoothing: 0.5 }), rows);
  expect(logUnseen[0]).toBeCloseTo(Math.log(0.5 / (3 + 1.5)), 12);
});

test("measurements are refused", () => {
  const many = Array.from({ length: 10_002 }, (_, at) => [at]);
  const labels = Float64Array.from(many, (_, at) => at % 2);
  expect(() => fitRows(categoricalNaiveBayes(), { features: matrixOf(many), labels })).toThrow(
    "got more than 10000 different values in feature 0; take gaussianNaiveBayes",
  );
});
