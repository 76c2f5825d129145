import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { extraTreesRegressor } from "../../../ml/mod.ts";
import { asRows, dataOf, foldOf, rSquared } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("extraTreesRegressor", {
  make: (options) => extraTreesRegressor({ trees: 5, ...options }),
  rows: randomRows(60, (signal) => 100 + signal),
  missing: "taken",
  weights: "ignored",
});

test("it explains diabetes as scikit-learn does", async () => {
  const { train, test: held } = foldOf(dataOf("diabetes"), 0);
  const model = await extraTreesRegressor().fit(from(asRows(train)));
  const answers = await model.transform(from(asRows(held))).collect();
  // ExtraTreesRegressor(random_state=0) of scikit-learn 1.9.1
  expect(
    Math.abs(
      rSquared(
        answers.map(({ prediction }) => prediction),
        held.labels,
      ) - 0.4505,
    ),
  ).toBeLessThan(0.05);
});
