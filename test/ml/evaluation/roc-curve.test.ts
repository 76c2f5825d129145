import { expect, test } from "vitest";
import { rocCurve } from "../../../ml/mod.ts";
import { expectNear, facts } from "./facts.ts";

test("a ROC curve is that of scikit-learn, a point for each score or for each turn, by weight", () => {
  for (const { labels, scores, weights, expected } of facts.binary) {
    for (const [at, { roc, turns }] of expected.entries()) {
      const rows = { labels, scores, weights: at === 0 ? undefined : weights };
      const { falsePositiveRates, truePositiveRates } = rocCurve(rows);
      expectNear([falsePositiveRates, truePositiveRates], roc, "roc");
      if (turns === null) continue;
      const few = rocCurve(rows, { points: "turns" });
      expectNear([few.falsePositiveRates, few.truePositiveRates], turns, "turns");
      expect(few.thresholds.length).toBe(few.truePositiveRates.length);
    }
  }
});

test("of one class one of its rates is NaN", () => {
  const { falsePositiveRates, truePositiveRates, thresholds } = rocCurve({ labels: [true, true], scores: [1, 2] });
  expect([...thresholds]).toEqual([Number.POSITIVE_INFINITY, 2, 1]);
  expect([...truePositiveRates]).toEqual([0, 0.5, 1]);
  expect([...falsePositiveRates]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});

test("options are checked", () => {
  expect(() => rocCurve({ labels: [1], scores: [1] }, { points: "all" as "turns" })).toThrow(/turns/);
});
