import { expect, test } from "vitest";
import { pinballLoss } from "../../../ml/mod.ts";
import { expectNear, facts } from "./facts.ts";

test("pinball losses are those of scikit-learn, by weight", () => {
  for (const { labels, predictions, weights, expected } of facts.regression) {
    for (const [at, { pinball }] of expected.entries()) {
      expectNear(pinballLoss({ labels, predictions, weights: at === 0 ? undefined : weights }, 0.8), pinball);
    }
  }
  expect(() => pinballLoss({ labels: [1], predictions: [1] }, 1.5)).toThrow(
    "its quantile must be a number from 0 to 1: got 1.5",
  );
});
