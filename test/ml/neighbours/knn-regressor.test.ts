import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { knnRegressor } from "../../../ml/mod.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("knnRegressor", {
  make: ({ weight: _, ...options }: { weight?: string }) => knnRegressor({ k: 4, ...options }),
  rows: randomRows(60, (signal) => signal),
  weights: "ignored",
});

test("a prediction is the mean label of the neighbours, by distance or all alike", async () => {
  const rows = from([
    { features: [0], label: 10 },
    { features: [3], label: 40 },
    { features: [100], label: 7 },
  ]);
  const asked = from([{ features: [1] }]);
  const uniform = await knnRegressor({ k: 2 }).fit(rows);
  expect((await uniform.transform(asked).collect())[0]!.prediction).toBe(25);
  const byDistance = await knnRegressor({ k: 2, weights: "distance" }).fit(rows);
  expect((await byDistance.transform(asked).collect())[0]!.prediction).toBeCloseTo(20, 12);
});

test("fewer rows than neighbours are refused", async () => {
  await expect(knnRegressor({ k: 2 }).fit(from([{ features: [1], label: 2 }]))).rejects.toThrow(
    "at least k = 2 rows: got 1",
  );
});
