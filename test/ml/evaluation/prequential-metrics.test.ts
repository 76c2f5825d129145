import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { at, end, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { metricsOf } from "../../../ml/evaluation/prequential-metrics.ts";
import { rollingOperator } from "../../../ml/evaluation/rolling-rows.ts";
import { binaryMetrics, onlineSgdClassifier, prequentialMetrics, testThenTrain } from "../../../ml/mod.ts";
import { uniform } from "../learner/random-rows.ts";
import { streamOf } from "../online/facts.ts";

const random = uniform(2);
const answered = Array.from({ length: 23 }, (_, at) => {
  const p = Math.round(5 * (random() + 1)) / 10;
  return {
    label: Number((random() + 1) / 2 < p),
    prediction: Number(p > 0.5),
    probability: Float64Array.of(1 - p, p),
    at,
  };
});

/** The plain numbers of some rows. */
function plain(rows: typeof answered, fading: number) {
  const weights = rows.map((_, at) => fading ** (rows.length - 1 - at));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const right = rows.reduce((total, { label, prediction }, at) => total + (label === prediction ? weights[at]! : 0), 0);
  const losses = rows.map(
    ({ label, probability }) => -Math.log(Math.min(Math.max(probability[label]!, Number.EPSILON), 1 - Number.EPSILON)),
  );
  return {
    accuracy: right / sum,
    logLoss: losses.reduce((total, loss, at) => total + weights[at]! * loss, 0) / sum,
    areaUnderROC: binaryMetrics({
      labels: rows.map(({ label }) => label),
      scores: rows.map(({ probability }) => probability[1]!),
      weights,
    }).areaUnderROC,
  };
}

test.each([1, 0.9])(
  "numbers of the newest rows, fading by %d, through crashes and in batches of any size",
  (fading) => {
    const told = [5, 10, 15, 20, 23].map((count) =>
      at(count - 1, { rows: count, ...plain(answered.slice(Math.max(0, count - 8), count), fading) }),
    );
    verifyOperator(rollingOperator(metricsOf({ window: 8, every: 5, fading, probability: "probability" })), {
      input: [...answered.map((row) => at(row.at, row)), watermark(30), end],
      output: [...told.slice(0, 4), watermark(30), told[4]!, end],
      order: "kept",
    });
  },
);

test("losses are of the probability of what was; of more classes there is no area", async () => {
  const rows = [
    { label: 2, prediction: 2, p: [0.1, 0.2, 0.7] },
    { label: 5, prediction: 7, p: [0.3, 0.3, 0.4] },
  ];
  const options = { classes: [2, 5, 7], probability: "p", every: 2 };
  const [told] = await from(rows).apply(prequentialMetrics(options)).collect();
  expect(told).toEqual({ rows: 2, accuracy: 0.5, logLoss: (-Math.log(0.1) - Math.log(0.3)) / 2, areaUnderROC: null });
});

test("a learner whose stream turns round is worse for a while, and then as good as before", async () => {
  const numbers = await from(streamOf(8000, 2))
    .apply(testThenTrain(onlineSgdClassifier({ learningRate: 0.1 })))
    .apply(prequentialMetrics({ every: 500, window: 500, probability: "probability" }))
    .collect();
  const accuracies = numbers.map(({ accuracy }) => accuracy);
  expect(accuracies[8]!).toBeLessThan(accuracies[7]! - 0.05);
  expect(accuracies[15]!).toBeGreaterThan(accuracies[8]! + 0.05);
  expect(numbers[15]!.areaUnderROC).toBeGreaterThan(0.9);
});

test("what cannot be evaluated is named, and left out where the step says so", async () => {
  const rows = from([
    { label: 1, prediction: 1 },
    { label: 3, prediction: 1 },
    { label: 0, prediction: Number.NaN },
  ]);
  await expect(rows.apply(prequentialMetrics()).collect()).rejects.toThrow("must hold one of its classes, 0, 1");
  const [told] = await rows.apply(prequentialMetrics({ onError: "skip" })).collect();
  expect(told).toEqual({ rows: 1, accuracy: 1, logLoss: null, areaUnderROC: null });
  expect(() => prequentialMetrics({ fading: 0 })).toThrow("fading");
  expect(() => prequentialMetrics({ window: 0.5 })).toThrow("window");
});
