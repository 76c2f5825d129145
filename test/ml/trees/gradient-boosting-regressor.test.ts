import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { fitRows, gradientBoostingRegressor, matrixOf } from "../../../ml/mod.ts";
import { crcOfStage } from "../../../ml/stages/model-files.ts";
import { boostedScores } from "../../../ml/trees/tree-scores.ts";
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

/** Diabetes in whole numbers, so that there are fewer than bins of each feature. */
function wholeDiabetes(): ReturnType<typeof dataOf> {
  const data = dataOf("diabetes");
  return { ...data, features: { ...data.features, data: data.features.data.map((value) => Math.round(value * 100)) } };
}

// HistGradientBoostingRegressor(early_stopping=False, max_iter=20, min_samples_leaf=5, max_leaf_nodes=6, learning_rate=0.3) of
// scikit-learn 1.9.1, whose derivatives have 24 bits.
test.each([
  { loss: "squaredError", expected: [212.79310104727125, 120.67983125118586, 96.88540529289656, 161.20583813246014] },
  { loss: "absoluteError", expected: [208.95823814398835, 99.35598725861901, 115.84691948096388, 184.61511045401585] },
  { loss: "poisson", expected: [184.2094774355911, 135.68878646235942, 96.37828004211535, 166.91969243023175] },
  { loss: "gamma", expected: [207.0658179858964, 115.11952280455847, 95.68914284019199, 172.41870537685682] },
] as const)("predictions by the loss $loss are scikit-learn's", async ({ loss, expected }) => {
  const { train, test: held } = foldOf(wholeDiabetes(), 0);
  const stage = gradientBoostingRegressor({ rounds: 20, minLeafRows: 5, maxLeaves: 6, learningRate: 0.3, loss });
  const model = await stage.fit(from(asRows(train)));
  const answers = await model.transform(from(asRows(held).slice(0, 4))).collect();
  answers.forEach(({ prediction }, at) => expect(Math.abs(prediction / expected[at]! - 1)).toBeLessThan(1e-6));
});

test("a tree by the pinball loss has the quantile of its rows in each leaf", () => {
  const features = matrixOf(Array.from({ length: 40 }, (_, row) => [row < 20 ? 0 : 1]));
  const labels = Float64Array.from({ length: 40 }, (_, row) => (row < 20 ? row : 1000 + 3 * (row - 20)));
  const options = { rounds: 1, learningRate: 1, maxLeaves: 2, minLeafRows: 1, loss: "quantile" } as const;
  const learned = fitRows(gradientBoostingRegressor({ ...options, quantile: 0.9 }), { features, labels });
  const leaves = [learned.left[0]!, learned.right[0]!].map((leaf) => learned.baseline[0]! + learned.values[leaf]!);
  expect(leaves).toEqual([17.5, 1000 + 3 * 17.5]);
  expect(fitRows(gradientBoostingRegressor(options), { features, labels })).toEqual(
    fitRows(gradientBoostingRegressor({ ...options, quantile: 0.5 }), { features, labels }),
  );
});

test.each([0.1, 0.5, 0.9])(
  "of the rows that were learned from the share %d lies below what is predicted",
  (quantile) => {
    const rows = randomRows(2000, (signal) => 100 + signal);
    const data = {
      features: matrixOf(rows.map(({ features }) => features)),
      labels: Float64Array.from(rows, ({ label }) => label),
    };
    const stage = gradientBoostingRegressor({ rounds: 200, maxLeaves: 4, loss: "quantile", quantile });
    const learned = fitRows(stage, data);
    const below = boostedScores(data.features, learned).data.filter((score, row) => data.labels[row]! <= score).length;
    expect(Math.abs(below / rows.length - quantile)).toBeLessThan(0.03);
  },
);

learnerSuite("gradientBoostingRegressor", {
  make: (options) =>
    gradientBoostingRegressor({ rounds: 5, minLeafRows: 1, loss: "quantile", quantile: 0.3, ...options }),
  rows: randomRows(60, (signal) => 100 + signal),
  missing: "taken",
  weights: "alike",
});

learnerSuite("gradientBoostingRegressor", {
  make: (options) => gradientBoostingRegressor({ rounds: 5, minLeafRows: 1, loss: "poisson", ...options }),
  rows: randomRows(60, (signal) => Math.max(0, Math.round(3 + signal))),
  missing: "taken",
  weights: "alike",
});

test("labels that a loss has no value for are refused, with the row", () => {
  const trained = (loss: "poisson" | "gamma", ...labels: number[]) =>
    fitRows(gradientBoostingRegressor({ loss }), {
      features: matrixOf(labels.map((_, row) => [row])),
      labels: Float64Array.from(labels),
    });
  expect(() => trained("poisson", 1, 2, -1)).toThrow(
    'Cannot train gradientBoostingRegressor as labels must be 0 or more for this loss: got -1 in row 2; take the loss "squaredError"',
  );
  expect(() => trained("gamma", 1, 0)).toThrow("labels must be above 0 for this loss: got 0 in row 1");
  expect(() => trained("poisson", 0, 0)).toThrow("labels must not all be 0 for this loss");
  expect(trained("poisson", 0, 5).baseline[0]).toBeCloseTo(Math.log(2.5), 14);
});

test("a quantile without its loss is refused", () => {
  expect(() => gradientBoostingRegressor({ quantile: 0.9 })).toThrow(
    'Cannot set quantile in gradientBoostingRegressor as only the loss "quantile" has one: got 0.9 with the loss "squaredError"',
  );
  expect(() => gradientBoostingRegressor({ loss: "quantile", quantile: 1 })).toThrow("quantile");
});

test("a model of version 1, which had squared errors alone, is loaded as such", async () => {
  const folder = await mkdtemp(join(tmpdir(), "boosting-"));
  try {
    const rows = asRows(wholeDiabetes()).slice(0, 50);
    const model = await gradientBoostingRegressor({ rounds: 3 }).fit(from(rows));
    await model.save(folder);
    const metadata = JSON.parse(await readFile(join(folder, "metadata.json"), "utf8"));
    const { loss: _, quantile: __, ...parameters } = metadata.stage.parameters;
    const stage = { ...metadata.stage, version: 1, parameters };
    await writeFile(join(folder, "metadata.json"), JSON.stringify({ ...metadata, stage, crc32: crcOfStage(stage) }));
    const old = await gradientBoostingRegressor({ rounds: 3 }).load(folder);
    expect(await old.transform(from(rows)).collect()).toEqual(await model.transform(from(rows)).collect());
  } finally {
    await rm(folder, { recursive: true });
  }
});
