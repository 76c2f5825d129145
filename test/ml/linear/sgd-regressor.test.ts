import { expect, test } from "vitest";
import { fitRows, matrixOf, sgdRegressor } from "../../../ml/mod.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("sgdRegressor", {
  make: (options) => sgdRegressor({ learningRate: 0.01, batchRows: 5000, ...options }),
  rows: randomRows(60, (signal) => signal),
  weights: "alike",
});

const rows = {
  features: matrixOf([[1], [2], [3]]),
  labels: Float64Array.of(2, 4, 7),
  weights: Float64Array.of(1, 3, 1),
};

test("steps go over so many rows, the last of a pass over those that are left, then from the first on again", () => {
  const learned = fitRows(sgdRegressor({ batchRows: 2, maxIterations: 3, tolerance: 0 }), rows);
  const step = (w: number, some: readonly number[]): number => {
    let [gradient, weight] = [0, 0];
    for (const row of some) {
      const [x, y, own] = [rows.features.data[row]!, rows.labels[row]!, rows.weights[row]!];
      gradient += own * (w * x - y) * x;
      weight += own;
    }
    return w - (0.1 * gradient) / weight;
  };
  expect(learned.coefficients[0]).toBeCloseTo(step(step(step(0, [0, 1]), [2]), [0, 1]), 14);
  expect(learned.iterations).toBe(3);
});

test("it ends with the step whose loss is small enough", () => {
  const exact = { features: matrixOf([[1], [2]]), labels: Float64Array.of(2, 4) };
  const { iterations, loss, coefficients } = fitRows(sgdRegressor({ maxIterations: 1000, tolerance: 1e-8 }), exact);
  expect(loss).toBeLessThan(1e-8);
  expect(iterations).toBeLessThan(100);
  expect(coefficients[0]).toBeCloseTo(2, 3);
});
