import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { fitRows, gradientBoostingRegressor, matrixOf } from "../../../ml/mod.ts";
import { asRows, dataOf, foldOf, rSquared } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("gradientBoostingRegressor", {
  make: (options) => gradientBoostingRegressor({ rounds: 5, minLeafRows: 1, ...options }),
  rows: randomRows(60, (signal) => 100 + signal),
  missing: "taken",
  weights: "alike",
});

test("it explains diabetes as scikit-learn does: R² of the first fold about 0.39", async () => {
  // HistGradientBoostingRegressor(early_stopping=False) of scikit-learn 1.9.1: 0.3915
  const { train, test: held } = foldOf(dataOf("diabetes"), 0);
  const model = await gradientBoostingRegressor().fit(from(asRows(train)));
  const answers = await model.transform(from(asRows(held))).collect();
  expect(
    Math.abs(
      rSquared(
        answers.map(({ prediction }) => prediction),
        held.labels,
      ) - 0.39,
    ),
  ).toBeLessThan(0.04);
});

test("with a learning rate of 1 two leaves are their means", () => {
  const features = matrixOf([[1], [2], [8], [9]]);
  const labels = Float64Array.of(10, 12, 40, 44);
  const learned = fitRows(gradientBoostingRegressor({ rounds: 1, learningRate: 1, maxLeaves: 2, minLeafRows: 1 }), {
    features,
    labels,
  });
  const means = [learned.left[0]!, learned.right[0]!].map((leaf) => learned.baseline[0]! + learned.values[leaf]!);
  expect(means).toEqual([expect.closeTo(11, 12), expect.closeTo(42, 12)]);
});

test("missing values are learned from, and predicted with", async () => {
  const rows = from(
    Array.from({ length: 200 }, (_, at) => ({
      features: [at % 3 === 0 ? Number.NaN : at % 7],
      label: at % 3 === 0 ? 50 : at % 7,
    })),
  );
  const model = await gradientBoostingRegressor().fit(rows);
  const [missing] = await model.transform(from([{ features: [Number.NaN] }])).collect();
  expect(missing!.prediction).toBeCloseTo(50, 1);
});
