import { expect, test } from "vitest";
import { learningCurve, pipeline, ridge, standardScaler } from "../../../ml/mod.ts";
import { worst } from "../learner/facts.ts";
import { facts, folds, r2, rows } from "./diabetes.ts";

const model = (alpha: number) => pipeline([standardScaler(), ridge({ alpha })]);

test("rows and scores are those of scikit-learn's learning_curve", async () => {
  const told: number[] = [];
  const onProgress = ({ fits, of }: { readonly fits: number; readonly of: number }) => told.push(fits / of);
  const curve = await learningCurve(model(10), rows, r2, { splits: folds, shares: [0.1, 0.5, 1], onProgress });
  expect(curve.map((point) => point.rows)).toEqual(facts.sizes.map((size: number) => expect.closeTo(size, 9)));
  expect(
    worst(
      curve.map(({ train }) => train.mean),
      facts.train,
      { abs: 1e-9 },
    ),
  ).toBe(0);
  expect(
    worst(
      curve.map(({ test: held }) => held.mean),
      facts.test,
      { abs: 1e-9 },
    ),
  ).toBe(0);
  expect(told).toHaveLength(15);
  expect(told.at(-1)).toBe(1);
});

test("shares that do not ascend from above 0 to 1 are refused", async () => {
  for (const shares of [[], [0], [0.5, 0.5], [0.5, 1.1]]) {
    await expect(learningCurve(model(1), rows, r2, { shares })).rejects.toThrow(
      `Cannot find a learning curve as shares must be numbers > 0 and ≤ 1 that ascend: got ${shares.join()}; leave them out for five points`,
    );
  }
});
