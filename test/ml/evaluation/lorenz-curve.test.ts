import { expect, test } from "vitest";
import { lorenzCurve } from "../../../ml/mod.ts";
import { expectNear } from "./facts.ts";

test("a Lorenz curve is a ROC curve over all rows, by weight", () => {
  const rows = { labels: [1, 0, 0, 1], scores: [4, 3, 3, 1], weights: [1, 1, 1, 2] };
  const { takenRates, truePositiveRates, thresholds } = lorenzCurve(rows);
  expect([...thresholds]).toEqual([Number.POSITIVE_INFINITY, 4, 3, 1]);
  expect([...takenRates]).toEqual([0, 0.2, 0.6, 1]);
  expectNear(truePositiveRates, [0, 1 / 3, 1 / 3, 1]);
});
