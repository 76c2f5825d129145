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

test.each([600, 1000, -600, -900])(
  "rows times 2^%d have the neighbours that they have by themselves, though their squares are no numbers",
  async (power) => {
    const times = (by: number) =>
      from(
        randomRows(40, (signal) => signal).map(({ features, label }) => ({
          features: features.map((x) => x * by),
          label,
        })),
      );
    const answers = async (by: number) => {
      const model = await knnRegressor({ k: 3, weights: "distance" }).fit(times(by).limit(30));
      return (await model.transform(times(by)).collect()).map(({ prediction }) => prediction);
    };
    const plain = await answers(1);
    expect((await answers(2 ** power)).map((one, at) => Math.abs(one - plain[at]!) < 1e-12)).toEqual(
      plain.map(() => true),
    );
  },
);

test.each([1, 1e-200])(
  "a row that is beyond all others of about %d has their nearest, the first of equal ones",
  async (size) => {
    const rows = from([0, 1, 2, 3].map((x) => ({ features: [x * size, -x * size], label: x })));
    const model = await knnRegressor({ k: 2 }).fit(rows);
    const far = from([
      { features: [1e200, 3] },
      { features: [-1e300, 1e300] },
      { features: [2.9 * size, -2.9 * size] },
    ]);
    expect((await model.transform(far).collect()).map(({ prediction }) => prediction)).toEqual([0.5, 0.5, 2.5]);
  },
);
