import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { fitRows, generalizedLinearRegression, logisticRegression, matrixOf } from "../../../ml/mod.ts";
import { asRows, dataOf, worst } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

const recorded = JSON.parse(readFileSync(new URL("data/facts.json", import.meta.url), "utf8"));
const features = matrixOf(recorded.features);
const families = ["poisson", "gamma", "inverseGaussian", "tweedie", "binomial"] as const;

for (const family of families) {
  learnerSuite("generalizedLinearRegression", {
    make: (options) => generalizedLinearRegression({ family, alpha: 0.1, tolerance: 1e-11, ...options }),
    rows: randomRows(60, (signal) => (family === "binomial" ? 1 / (1 + Math.exp(-signal)) : Math.exp(signal))),
    weights: "alike",
  });
}

for (const { options, weighed, ...expected } of recorded.facts) {
  const { family, power = "", alpha, intercept } = options;
  const how = `${intercept ? "" : " without an intercept"}${weighed ? ", weighed" : ""}`;
  test(`${family} ${power}, α = ${alpha}${how}: coefficients and predictions are scikit-learn's`, async () => {
    const labels = Float64Array.from(recorded.labels[family]);
    const rows = asRows({ features, labels }).map((row, at) => ({
      ...row,
      weight: weighed ? recorded.weights[at] : 1,
    }));
    const model = await generalizedLinearRegression({ ...options, weight: "weight" }).fit(from(rows));
    const { coefficients, intercept: constant, optimality } = model.learned;
    expect(optimality).toBeLessThan(1e-8);
    expect(worst(coefficients, expected.coefficients, { abs: 1e-6, rel: 1e-6 })).toBe(0);
    expect(worst([constant], [expected.intercept], { abs: 1e-5, rel: 1e-6 })).toBe(0);
    const answers = await model.transform(from(rows.slice(0, 5))).collect();
    expect(
      worst(
        answers.map(({ prediction }) => prediction),
        expected.predicted,
        { abs: 1e-6, rel: 1e-6 },
      ),
    ).toBe(0);
  });
}

test("a binomial regression of classes is a logistic regression", () => {
  const { features: rows, labels } = dataOf("breast_cancer");
  const binomial = fitRows(generalizedLinearRegression({ family: "binomial", alpha: 1 / labels.length }), {
    features: rows,
    labels,
  });
  const logistic = fitRows(logisticRegression({ c: 1 }), { features: rows, labels });
  expect(worst(binomial.coefficients, logistic.coefficients, { abs: 1e-4, rel: 1e-4 })).toBe(0);
});

test("the derivatives of the cost are 0 at what it learns", () => {
  const { features: rows, labels } = dataOf("diabetes");
  const alpha = 0.01;
  const { coefficients, intercept } = fitRows(generalizedLinearRegression({ family: "tweedie", power: 1.7, alpha }), {
    features: rows,
    labels,
  });
  const cost = (w: Float64Array, b: number): number =>
    labels.reduce((sum, label, row) => {
      const own = rows.data.subarray(row * 10, row * 10 + 10);
      const mean = Math.exp(own.reduce((dot, value, c) => dot + value * w[c]!, b));
      return sum + (label * mean ** -0.7) / 0.7 + mean ** 0.3 / 0.3;
    }, 0) /
      labels.length +
    (alpha / 2) * w.reduce((sum, value) => sum + value * value, 0);
  for (let c = 0; c <= 10; c++) {
    const [more, less] = [1e-4, -1e-4].map((by) =>
      cost(
        coefficients.map((value, at) => (at === c ? value + by : value)),
        intercept + (c === 10 ? by : 0),
      ),
    );
    expect(Math.abs((more! - less!) / 2e-4)).toBeLessThan(1e-6);
  }
});

test("units of features and labels of any size, constant and collinear columns do not matter", () => {
  const labels = Float64Array.from(recorded.labels.gamma);
  const plain = fitRows(generalizedLinearRegression({ family: "gamma", alpha: 0 }), { features, labels });
  const scales = [1e4, 1e-4, 1, 1e3];
  const wide = matrixOf(
    recorded.features.map((row: number[]) => [...row.map((value, c) => value * scales[c]!), 7, row[0]! * 2e4]),
  );
  const { coefficients, intercept } = fitRows(generalizedLinearRegression({ family: "gamma", alpha: 0 }), {
    features: wide,
    labels: labels.map((label) => label * 1e12),
  });
  expect(coefficients[4]).toBe(0);
  // What the first column says is shared with the collinear one.
  const first = coefficients[0]! * 1e4 + coefficients[5]! * 2e4;
  const own = [first, ...[1, 2, 3].map((c) => coefficients[c]! * scales[c]!)];
  expect(worst(own, plain.coefficients, { abs: 1e-7, rel: 1e-6 })).toBe(0);
  expect(intercept - Math.log(1e12)).toBeCloseTo(plain.intercept, 5);
});

test("known answers: without features that tell anything the mean, and counts that double", async () => {
  const mean = fitRows(generalizedLinearRegression({ alpha: 0 }), {
    features: matrixOf([[1], [1], [1]]),
    labels: Float64Array.of(0, 2, 7),
  });
  expect([mean.coefficients[0], Math.exp(mean.intercept)]).toEqual([0, expect.closeTo(3, 12)]);
  const one = fitRows(generalizedLinearRegression({ alpha: 0 }), {
    features: matrixOf([[4]]),
    labels: Float64Array.of(5),
  });
  expect(Math.exp(one.intercept + 4 * one.coefficients[0]!)).toBeCloseTo(5, 12);
});

test("labels that a family does not have are refused, with the row", () => {
  const train = (family: (typeof families)[number], labels: number[]) => () =>
    fitRows(generalizedLinearRegression({ family }), {
      features: matrixOf(labels.map((_, at) => [at])),
      labels: Float64Array.from(labels),
    });
  expect(train("poisson", [1, -1])).toThrow(
    "Cannot train generalizedLinearRegression as labels of its family must be numbers ≥ 0: got -1 in row 1; take another family, or leave such rows out",
  );
  expect(train("gamma", [0, 1])).toThrow("must be numbers > 0: got 0 in row 0");
  expect(train("binomial", [0, 1, 2])).toThrow("must be shares from 0 to 1: got 2 in row 2");
  expect(train("poisson", [0, 0])).toThrow("labels must differ from the least or the most that its family allows");
  expect(train("binomial", [1, 1])).toThrow("labels must differ from the least or the most that its family allows");
});

test("it makes as many steps as it may; a power of another family is refused", () => {
  const labels = Float64Array.from(recorded.labels.poisson);
  const few = fitRows(generalizedLinearRegression({ maxIterations: 2, alpha: 0 }), { features, labels });
  expect(few.iterations).toBe(2);
  expect(few.optimality).toBeGreaterThan(1e-8);
  expect(() => generalizedLinearRegression({ family: "gamma", power: 2 })).toThrow(
    'Cannot set power in generalizedLinearRegression as the family must be "tweedie": got "gamma"; leave it out',
  );
  expect(() => generalizedLinearRegression({ family: "tweedie", power: 0.5 })).toThrow("must be a number ≥ 1 and ≤ 3");
});
