import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { randomForestRegressor } from "../../../ml/mod.ts";
import { asRows, dataOf, foldOf, rSquared } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("randomForestRegressor", {
  make: (options) => randomForestRegressor({ trees: 5, ...options }),
  rows: randomRows(60, (signal) => 100 + signal),
  missing: "taken",
  weights: "ignored",
});

test("it explains diabetes as scikit-learn does: R² of the first fold about 0.44", async () => {
  // RandomForestRegressor(random_state=0) of scikit-learn 1.9.1: 0.4383
  const { train, test: held } = foldOf(dataOf("diabetes"), 0);
  const model = await randomForestRegressor().fit(from(asRows(train)));
  const answers = await model.transform(from(asRows(held))).collect();
  expect(
    Math.abs(
      rSquared(
        answers.map(({ prediction }) => prediction),
        held.labels,
      ) - 0.44,
    ),
  ).toBeLessThan(0.04);
});
