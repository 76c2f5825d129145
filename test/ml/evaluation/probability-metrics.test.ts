import { expect, test } from "vitest";
import { probabilityMetrics } from "../../../ml/mod.ts";
import { expectNear, facts } from "./facts.ts";

test("losses and areas are those of scikit-learn on random rows, by weight", () => {
  for (const { labels, weights, probabilities, areas, expected } of facts.classes) {
    const columns = probabilities[0].length;
    for (const [at, { logLoss }] of expected.entries()) {
      const metrics = probabilityMetrics({
        labels,
        classes: Array.from({ length: columns }, (_, one) => one),
        probabilities: { data: Float64Array.from(probabilities.flat()), rows: labels.length, columns },
        weights: at === 0 ? undefined : weights,
      });
      expectNear(metrics.logLoss, logLoss);
      if (at > 0) continue;
      expectNear(
        [metrics.macroAreaUnderROC, metrics.weightedAreaUnderROC, metrics.pairwiseAreaUnderROC],
        [areas.macro, areas.weighted, areas.pairwise],
      );
    }
  }
});

test("probabilities are refused that are none, and of another shape", () => {
  const matrix = (data: number[], rows = 1): { data: Float64Array; rows: number; columns: number } => ({
    data: Float64Array.from(data),
    rows,
    columns: 2,
  });
  const given = { labels: ["a"], classes: ["a", "b"] };
  expect(() => probabilityMetrics({ ...given, probabilities: matrix([2, 0]) })).toThrow(
    "numbers from 0 to 1: got 2 in row 0",
  );
  expect(() => probabilityMetrics({ ...given, probabilities: matrix([1, 0, 1, 0], 2) })).toThrow(
    "got 2 × 2 of 1 labels and 2 classes",
  );
  expect(() => probabilityMetrics({ ...given, labels: ["z"], probabilities: matrix([1, 0]) })).toThrow(
    'among the classes: got "z" in row 0',
  );
  const { brier, areasUnderROC } = probabilityMetrics({ ...given, probabilities: matrix([0.5, 0.5]) });
  expect([brier, ...areasUnderROC]).toEqual([0.5, Number.NaN, Number.NaN]);
});
