import { expect, test } from "vitest";
import { calibrationCurve } from "../../../ml/mod.ts";
import { expectNear, facts } from "./facts.ts";

test("calibration is that of scikit-learn, in ranges of one width and of as many rows", () => {
  for (const { labels, scores, calibration } of facts.binary) {
    for (const strategy of ["uniform", "quantile"] as const) {
      const curve = calibrationCurve({ labels, scores }, { bins: 5, strategy });
      expectNear([curve.predicted, curve.observed], calibration[strategy], `${strategy} ${labels.length}`);
      expect(curve.counts.reduce((sum, count) => sum + count, 0)).toBe(labels.length);
    }
  }
});

test("the expected error is by weight, and what is no probability is refused", () => {
  const { expectedError } = calibrationCurve({ labels: [0, 1], scores: [0.2, 0.6], weights: [1, 3] });
  expectNear(expectedError, (0.2 + 3 * 0.4) / 4);
  expect(() => calibrationCurve({ labels: [1], scores: [2] })).toThrow(
    "its scores must be probabilities: got 2 in row 0",
  );
  expect(() => calibrationCurve({ labels: [1], scores: [1] }, { bins: 0 })).toThrow(
    "bins must be a whole number ≥ 1: got 0",
  );
});
