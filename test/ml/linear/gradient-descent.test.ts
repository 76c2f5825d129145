import { expect, test } from "vitest";
import { hinge, logLoss, regularize, type ScoredLoss, squaredError } from "../../../ml/linear/gradient-descent.ts";

test("slopes are the derivatives of the losses", () => {
  const losses: readonly ScoredLoss[] = [squaredError, logLoss, hinge];
  for (const loss of losses) {
    for (const wanted of [-1, 1]) {
      for (const score of [-3, -0.4, 0, 0.3, 2]) {
        const numeric = (loss.loss(score + 1e-6, wanted) - loss.loss(score - 1e-6, wanted)) / 2e-6;
        expect(loss.slope(score, wanted)).toBeCloseTo(numeric, 8);
      }
    }
  }
});

test("a step against the penalty shrinks by its two parts", () => {
  const w = Float64Array.of(1, -2, 0);
  regularize(w, { learningRate: 0.1, regularization: 0.5, l1Ratio: 0.2 });
  expect([...w]).toEqual([1 - 0.05 * (0.2 + 0.8), -2 + 0.05 * (0.2 + 1.6), 0]);
});
