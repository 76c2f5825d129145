import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { fitRows, linearSvc, matrixOf } from "../../../ml/mod.ts";
import { accuracy, asRows, dataOf, factOf, foldOf, standardized, worst } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("linearSvc", {
  make: (options) => linearSvc({ tolerance: 1e-11, ...options }),
  rows: randomRows(60, (signal) => (signal > 0.5 ? 2 : signal > -0.5 ? 1 : 0)),
  weights: "alike",
});

test("sk.linearsvc.breast_cancer: coefficients, intercept and folds are those of scikit-learn", async () => {
  const fact = factOf("sk.linearsvc.breast_cancer");
  const raw = dataOf("breast_cancer");
  const data = standardized(raw, raw);
  const model = await linearSvc({ c: 0.1 }).fit(from(asRows(data)));
  expect(worst(model.learned.coefficients, fact.expected.coef.flat(), fact.tolerance)).toBe(0);
  expect(worst(model.learned.intercepts, fact.expected.intercept, fact.tolerance)).toBe(0);
  for (let fold = 0; fold < 5; fold++) {
    const { train, test: held } = foldOf(raw, fold);
    const own = await linearSvc({ c: 0.1 }).fit(from(asRows(standardized(train, train))));
    const predicted = await own.transform(from(asRows(standardized(held, train)))).collect();
    expect(
      accuracy(
        predicted.map(({ prediction }) => prediction),
        held.labels,
      ),
    ).toBeCloseTo(fact.expected.cv_accuracy[fold], 6);
  }
});

test("the derivatives of the cost are 0 at what it learns, that by the intercept too", () => {
  const { features, labels } = standardized(dataOf("breast_cancer"), dataOf("breast_cancer"));
  const c = 0.5;
  const { coefficients, intercepts } = fitRows(linearSvc({ c }), { features, labels });
  const point = Float64Array.of(...coefficients, intercepts[0]!);
  const cost = (w: Float64Array): number =>
    labels.reduce(
      (sum, label, row) => {
        const own = features.data.subarray(row * 30, row * 30 + 30);
        const score = own.reduce((dot, value, at) => dot + value * w[at]!, w[30]!);
        return sum + c * Math.max(0, 1 - (label === 1 ? score : -score)) ** 2;
      },
      w.reduce((sum, value) => sum + value * value, 0) / 2,
    );
  for (let at = 0; at < 31; at++) {
    const [more, less] = [1e-5, -1e-5].map((by) => point.map((value, entry) => (entry === at ? value + by : value)));
    expect(Math.abs((cost(more!) - cost(less!)) / 2e-5)).toBeLessThan(1e-4);
  }
});

test("two rows are told apart in the middle, and with little to say about rows coefficients are small", () => {
  const data = { features: matrixOf([[-1], [1]]), labels: Float64Array.of(0, 1) };
  // Minimizes ½w² + 2c(1 − w)²: w = 4c ÷ (1 + 4c).
  for (const c of [0.01, 1, 100]) {
    expect(fitRows(linearSvc({ c }), data).coefficients[0]).toBeCloseTo((4 * c) / (1 + 4 * c), 9);
  }
});

test("without an intercept it has none", () => {
  const data = { features: matrixOf([[1], [3]]), labels: Float64Array.of(0, 1) };
  expect([...fitRows(linearSvc({ intercept: false }), data).intercepts]).toEqual([0]);
});
