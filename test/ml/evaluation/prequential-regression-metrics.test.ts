import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { at, end, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { regressionOf } from "../../../ml/evaluation/prequential-regression-metrics.ts";
import { rollingOperator } from "../../../ml/evaluation/rolling-rows.ts";
import { passiveAggressiveRegressor, prequentialRegressionMetrics, testThenTrain } from "../../../ml/mod.ts";
import { uniform } from "../learner/random-rows.ts";
import { streamOf } from "../online/facts.ts";

const random = uniform(3);
const answered = Array.from({ length: 23 }, (_, at) => {
  const label = 100 * random();
  return { label, prediction: label + random(), at };
});

/** The plain numbers of some rows. */
function plain(rows: typeof answered, fading: number) {
  const weights = rows.map((_, at) => fading ** (rows.length - 1 - at));
  const mean = (of: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((sum, row, at) => sum + weights[at]! * of(row), 0) / weights.reduce((sum, weight) => sum + weight, 0);
  const average = mean(({ label }) => label);
  const squared = mean(({ label, prediction }) => (label - prediction) ** 2);
  return {
    meanAbsoluteError: mean(({ label, prediction }) => Math.abs(label - prediction)),
    rootMeanSquaredError: Math.sqrt(squared),
    bias: mean(({ label, prediction }) => label - prediction),
    r2: 1 - squared / mean(({ label }) => (label - average) ** 2),
  };
}

test.each([1, 0.9])("errors of the newest rows, fading by %d, through crashes and in batches of any size", (fading) => {
  const told = [5, 10, 15, 20, 23].map((count) =>
    at(count - 1, { rows: count, ...plain(answered.slice(Math.max(0, count - 8), count), fading) }),
  );
  verifyOperator(rollingOperator(regressionOf({ window: 8, every: 5, fading })), {
    input: [...answered.map((row) => at(row.at, row)), watermark(30), end],
    output: [...told.slice(0, 4), watermark(30), told[4]!, end],
    order: "kept",
  });
});

const river: {
  readonly window: number;
  readonly rows: readonly { readonly label: number; readonly prediction: number }[];
  readonly told: readonly { readonly rows: number; readonly mae: number; readonly rmse: number; readonly r2: number }[];
} = JSON.parse(readFileSync(new URL("data/prequential-facts.json", import.meta.url), "utf8"));

test("numbers of the newest rows are those of river's rolling metrics", async () => {
  const told = await from(river.rows)
    .apply(prequentialRegressionMetrics({ window: river.window, every: 20 }))
    .collect();
  expect(told.length).toBe(river.told.length);
  river.told.forEach(({ rows, mae, rmse, r2 }, at) => {
    expect(told[at]!.rows).toBe(rows);
    expect(told[at]!.meanAbsoluteError).toBeCloseTo(mae, 10);
    expect(told[at]!.rootMeanSquaredError).toBeCloseTo(rmse, 10);
    expect(told[at]!.r2).toBeCloseTo(r2, 8);
  });
});

test("a learner whose stream turns round is farther off for a while, and then as near as before", async () => {
  const numbers = await from(streamOf(8000, 0))
    .apply(testThenTrain(passiveAggressiveRegressor({ variant: "PA-I", c: 0.05 })))
    .apply(prequentialRegressionMetrics({ every: 500, window: 500 }))
    .collect();
  const errors = numbers.map(({ rootMeanSquaredError }) => rootMeanSquaredError);
  expect(errors[8]!).toBeGreaterThan(errors[7]! * 1.1);
  expect(errors[15]!).toBeLessThan(errors[8]! * 0.95);
  expect(numbers[15]!.r2).toBeGreaterThan(0.3);
});

test("rows without numbers are named, and left out where the step says so; of rows that are all the same r2 is 0 or 1", async () => {
  const rows = from([
    { label: 2, prediction: 2 },
    { label: 2, prediction: Number.POSITIVE_INFINITY },
    { label: Number.NaN, prediction: 1 },
    { label: 2, prediction: 2 },
  ]);
  await expect(rows.apply(prequentialRegressionMetrics()).collect()).rejects.toThrow(
    "must hold finite numbers: got 2 and Infinity",
  );
  const [told] = await rows.apply(prequentialRegressionMetrics({ onError: "skip" })).collect();
  expect(told).toEqual({ rows: 2, meanAbsoluteError: 0, rootMeanSquaredError: 0, bias: 0, r2: 1 });
  expect(() => prequentialRegressionMetrics({ fading: 1.1 })).toThrow("fading");
});
