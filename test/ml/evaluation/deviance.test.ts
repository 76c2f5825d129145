import { expect, test } from "vitest";
import { meanDeviance } from "../../../ml/mod.ts";
import { expectNear, facts } from "./facts.ts";

test("deviances are those of scikit-learn at each power, by weight", () => {
  for (const { labels, predictions, weights, expected } of facts.regression) {
    for (const [at, { deviances }] of expected.entries()) {
      const rows = { labels, predictions, weights: at === 0 ? undefined : weights };
      for (const [power, want] of Object.entries(deviances)) expectNear(meanDeviance(rows, Number(power)), want, power);
    }
  }
});

test.each([
  [1, 1, 0.5, "its power must be a number that is not between 0 and 1: got 0.5"],
  [1, 0, 1, "its predictions must be numbers > 0 at this power: got 0 in row 0"],
  [0, 1, 2, "its labels must be numbers > 0 at this power: got 0 in row 0"],
  [-1, 1, 1.5, "its labels must be numbers ≥ 0 at this power: got -1 in row 0"],
])("a deviance of %i, predicted as %i, at power %d is refused", (label, prediction, power, message) => {
  expect(() => meanDeviance({ labels: [label], predictions: [prediction] }, power)).toThrow(message);
});
