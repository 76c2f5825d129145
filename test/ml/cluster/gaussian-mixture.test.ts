import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { type CovarianceForm, clusterAgreement, fitRows, gaussianMixture, matrixOf } from "../../../ml/mod.ts";
import { asRows, dataOf, rowsOf, worst } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows, uniform } from "../learner/random-rows.ts";

const { mixtures } = JSON.parse(readFileSync(new URL("data/facts.json", import.meta.url), "utf8"));
const forms: readonly CovarianceForm[] = ["full", "tied", "diagonal", "spherical"];
const rows = randomRows(60, (signal) => signal);

for (const covariance of forms) {
  learnerSuite("gaussianMixture", {
    make: (options) =>
      gaussianMixture({ k: 3, covariance, means: rows.slice(1, 4).map(({ features }) => features), ...options }),
    rows,
    labels: "none",
    weights: "alike",
    within: 1e-8,
  });
}

for (const fact of mixtures) {
  const { dataset, form, maxIterations } = fact;
  test(`${dataset}, ${form}: after ${maxIterations} steps at most all is as in scikit-learn`, async () => {
    const data = dataOf(dataset);
    const first = rowsOf(data.features, fact.rows);
    const means = fact.rows.map((_: number, at: number) => [
      ...first.data.subarray(at * first.columns, (at + 1) * first.columns),
    ]);
    const how = { k: 3, covariance: form, means, maxIterations, tolerance: maxIterations === 3 ? 0 : 1e-12 };
    const model = await gaussianMixture(how).fit(from(asRows(data)));
    const { learned } = model;
    const near = maxIterations === 3 ? { abs: 1e-9, rel: 1e-9 } : { abs: 1e-5, rel: 1e-5 };
    expect(worst(learned.weights, fact.weights, near)).toBe(0);
    expect(worst(learned.means, fact.means, near)).toBe(0);
    expect(worst(learned.covariances, fact.covariances, near)).toBe(0);
    expect(learned.logLikelihood).toBeCloseTo(fact.logLikelihood, 8);
    const asked = rowsOf(data.features, fact.asked);
    const answers = await model.transform(from(asRows({ features: asked }))).collect();
    const probability = answers.flatMap((answer) => [...answer.probability]);
    expect(worst(probability, fact.probability, near)).toBe(0);
    answers.forEach((answer) => {
      expect(answer.prediction).toBe(answer.probability.indexOf(Math.max(...answer.probability)));
    });
  });
}

test("the log likelihood never falls from step to step, and is what the densities of the rows say", () => {
  const { features } = dataOf("wine");
  for (const covariance of forms) {
    let before = Number.NEGATIVE_INFINITY;
    for (const maxIterations of [1, 2, 3, 5, 9, 30]) {
      const { logLikelihood } = fitRows(gaussianMixture({ k: 3, covariance, maxIterations, tolerance: 0 }), {
        features,
      });
      expect(logLikelihood).toBeGreaterThanOrEqual(before - 1e-9);
      before = logLikelihood;
    }
  }
});

test("two stretched clusters are told apart, far from 0 and at any scale", () => {
  for (const [scale, offset] of [
    [1, 0],
    [1e-3, 1e4],
    [1e9, -1e12],
  ] as const) {
    const random = uniform(5);
    const labels = Array.from({ length: 400 }, (_, at) => at % 2);
    const points = labels.map((label) => {
      const along = 4 * random();
      return [offset + scale * along, offset + scale * (along + 6 * label + 0.1 * random())];
    });
    const features = matrixOf(points);
    const means = [
      [0, 0],
      [0, 6],
    ].map((mean) => mean.map((value) => offset + scale * value));
    const how = { k: 2, means, regularization: 1e-9 * scale ** 2, maxIterations: 500, tolerance: 1e-9 };
    const mixture = gaussianMixture(how);
    const learned = fitRows(mixture, { features });
    const slopes = [0, 1].map((k) => learned.covariances[k * 4 + 1]! / learned.covariances[k * 4]!);
    slopes.forEach((slope) => expect(slope).toBeCloseTo(1, 1));
    const gaps = [0, 1].map((k) => (learned.means[k * 2 + 1]! - learned.means[k * 2]!) / scale).sort((a, b) => a - b);
    expect(gaps[0]).toBeCloseTo(0, 1);
    expect(gaps[1]).toBeCloseTo(6, 1);
  }
});

test("by default it finds the kinds of iris, and more starts never fit worse", async () => {
  const data = dataOf("iris");
  const iris = from(asRows(data));
  const answers = await (await gaussianMixture({ k: 3, starts: 3 }).fit(iris)).transform(iris).collect();
  const clusters = answers.map(({ prediction }) => prediction);
  expect(clusterAgreement({ labels: data.labels, clusters }).adjustedRand).toBeGreaterThan(0.9);
  const one = fitRows(gaussianMixture({ k: 5, seed: 2 }), data).logLikelihood;
  expect(fitRows(gaussianMixture({ k: 5, seed: 2, starts: 4 }), data).logLikelihood).toBeGreaterThanOrEqual(one);
  expect(fitRows(gaussianMixture({ k: 5, seed: 2 }), data).logLikelihood).toBe(one);
});

test("rows that are all alike, and columns that are constant or collinear, need some regularization", () => {
  const features = matrixOf(Array.from({ length: 9 }, (_, at) => [at, 2 * at, 7]));
  for (const covariance of forms) {
    const { logLikelihood, means } = fitRows(gaussianMixture({ k: 2, covariance }), { features });
    expect(Number.isFinite(logLikelihood)).toBe(true);
    expect(means[2]).toBeCloseTo(7, 12);
    const alike = fitRows(gaussianMixture({ k: 2, covariance }), { features: matrixOf([[1], [1], [1]]) });
    expect([...alike.means]).toEqual([1, 1]);
  }
  expect(() => fitRows(gaussianMixture({ k: 1, regularization: 0 }), { features })).toThrow(
    "Cannot train gaussianMixture as covariances must not be singular: got one for component 0; make regularization larger, k smaller, or leave out columns that follow from others",
  );
});

test("fewer rows than components, and means that do not fit, are refused", () => {
  expect(() => fitRows(gaussianMixture({ k: 3 }), { features: matrixOf([[1], [2]]) })).toThrow(
    "Cannot train gaussianMixture as there must be at least k = 3 rows: got 2; make k smaller",
  );
  expect(() => gaussianMixture({ k: 2, means: [[1]] })).toThrow(
    "Cannot set means in gaussianMixture as there must be k of them: got 1, and k = 2; give as many",
  );
  expect(() => fitRows(gaussianMixture({ k: 1, means: [[1, 2]] }), { features: matrixOf([[1], [2]]) })).toThrow(
    "Cannot train gaussianMixture as its first means must have the 1 feature of the rows: got 2; give means of 1",
  );
});
