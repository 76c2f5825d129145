import { expect, test } from "vitest";
import { fitRows, linearRegression, matrixOf, ridge } from "../../../ml/mod.ts";
import { dataOf } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

const rows = randomRows(40, (signal) => 3 * signal + 1);

learnerSuite("ridge", { make: (options) => ridge(options), rows, weights: "alike" });

test("the gradient of what it minimizes is 0 at its coefficients", () => {
  const { features, labels } = dataOf("diabetes");
  const alpha = 0.3;
  const { coefficients, intercept } = fitRows(ridge({ alpha }), { features, labels });
  const cost = (w: Float64Array, b: number): number =>
    labels.reduce(
      (sum, label, row) => {
        const own = features.data.subarray(row * 10, row * 10 + 10);
        return sum + (label - b - own.reduce((dot, value, c) => dot + value * w[c]!, 0)) ** 2;
      },
      alpha * w.reduce((sum, value) => sum + value * value, 0),
    );
  const step = 1e-3;
  for (let c = 0; c < 10; c++) {
    const [more, less] = [step, -step].map((by) => coefficients.map((value, at) => (at === c ? value + by : value)));
    expect(Math.abs((cost(more!, intercept) - cost(less!, intercept)) / (2 * step))).toBeLessThan(1e-5);
  }
});

test("known answers: y = 4x over −1, 0, 1 halves with α = 2, and without a cost it is least squares", () => {
  const features = matrixOf([[-1], [0], [1]]);
  const labels = Float64Array.of(-4, 0, 4);
  expect(fitRows(ridge({ alpha: 2 }), { features, labels }).coefficients[0]).toBeCloseTo(2, 14);
  expect(fitRows(ridge({ alpha: 0 }), { features, labels })).toEqual(fitRows(linearRegression(), { features, labels }));
});

test("features that say the same share the coefficient", () => {
  const features = matrixOf([
    [-1, -1],
    [0, 0],
    [1, 1],
  ]);
  const { coefficients } = fitRows(ridge({ alpha: 1 }), { features, labels: Float64Array.of(-5, 0, 5) });
  expect(coefficients[0]).toBeCloseTo(2, 13);
  expect(coefficients[1]).toBeCloseTo(2, 13);
});

test("a cost below 0 is refused", () => {
  expect(() => ridge({ alpha: -1 })).toThrow(
    "Cannot set alpha in ridge as it must be a number ≥ 0 (rows times squared units of a feature): got -1; leave it out for 1",
  );
});
