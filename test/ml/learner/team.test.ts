import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { gradientBoostingClassifier, gradientBoostingRegressor } from "../../../ml/mod.ts";
import { uniform } from "./random-rows.ts";

// Boosting in threads: each has a part of the rows, in blocks of 4096, and all of them grow the same trees.

function rowsOf(count: number) {
  const random = uniform(17);
  return Array.from({ length: count }, (_, at) => {
    const [a, b, noise] = [random(), random() < -0.8 ? Number.NaN : random(), random()];
    const category = Math.trunc(((random() + 1) / 2) * 9);
    const signal = 2 * a + (Number.isNaN(b) ? 0.7 : b * a) + [0, 2, 0, 1, 2, 0, 1, 1, 0][category]! + noise;
    return { features: [a, b, category, noise / 2 + random()], signal, weight: at % 3, label: signal };
  });
}

const rows = rowsOf(13_000);
const classes = (of: number) =>
  rows.map((row) => ({ ...row, label: Math.max(0, Math.min(of - 1, Math.floor(row.signal))) }));

test.each([
  ["numbers", rows, () => gradientBoostingRegressor({ rounds: 4, categorical: [2] }), 2],
  ["two classes, by weights", classes(2), () => gradientBoostingClassifier({ rounds: 4, weight: "weight" }), 3],
  [
    "three classes, with rows held back",
    classes(3),
    () => gradientBoostingClassifier({ rounds: 30, stopAfter: 1, learningRate: 0.9, heldBack: 0.2, categorical: [2] }),
    2,
  ],
  [
    "what must rise and fall",
    rows,
    () => gradientBoostingRegressor({ rounds: 3, increasing: [0], decreasing: [3] }),
    2,
  ],
  [
    "counts, and more threads than blocks of rows",
    classes(9),
    () => gradientBoostingRegressor({ rounds: 2, loss: "poisson" }),
    5,
  ],
  ["medians", rows, () => gradientBoostingRegressor({ rounds: 3, loss: "absoluteError" }), 3],
  [
    "quantiles, by weights, that must rise",
    classes(9),
    () => gradientBoostingRegressor({ rounds: 3, loss: "quantile", quantile: 0.8, weight: "weight", increasing: [0] }),
    2,
  ],
] as const)("%s are learned the same to the bit", async (_, given, make, threads) => {
  const dataset = from(given as typeof rows);
  const alone = await make().fit(dataset);
  expect(alone.learned.features.length).toBeGreaterThan(20);
  expect((await make().fit(dataset, { threads })).learned).toEqual(alone.learned);
});

test("labels of a loss are refused in threads, too", async () => {
  const negative = gradientBoostingRegressor({ loss: "gamma" }).fit(from(rows), { threads: 2 });
  await expect(negative).rejects.toThrow("labels must be above 0 for this loss");
});
