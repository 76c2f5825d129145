import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import {
  assemble,
  type Boosted,
  fitRows,
  gradientBoostingClassifier,
  gradientBoostingRegressor,
  matrixOf,
  pipeline,
  stringIndexer,
} from "../../../ml/mod.ts";
import { CategoryCounts, checkCategories, inBins } from "../../../ml/trees/categories.ts";
import { boostedScores } from "../../../ml/trees/tree-scores.ts";
import { rSquared } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows, uniform } from "../learner/random-rows.ts";

/** Rows of one of 40 categories, whose numbers say nothing of the label, and a number. */
function categoryRows(count: number, seed: number): { features: number[]; label: number }[] {
  const random = uniform(seed);
  return Array.from({ length: count }, () => {
    const category = Math.trunc(((random() + 1) / 2) * 40);
    const [b, noise] = [random(), random()];
    return { features: [category, b], label: (4 * ((7 * category) % 13)) / 13 + b + noise };
  });
}

const one = { rounds: 1, learningRate: 1, maxLeaves: 8, categorical: [0] } as const;

learnerSuite("gradientBoostingRegressor", {
  make: (options) => gradientBoostingRegressor({ rounds: 5, minLeafRows: 1, categorical: [3], ...options }),
  rows: randomRows(60, (signal) => 100 + signal).map(({ features, label, weight }, at) => ({
    features: [...features, (at * 7) % 5],
    label: label + ((at * 7) % 5 === 3 ? 9 : 0),
    weight,
  })),
  missing: "taken",
  weights: "alike",
});

test("a tree by categories is scikit-learn's, and many are as good", async () => {
  // HistGradientBoostingRegressor(max_iter=…, learning_rate=…, max_leaf_nodes=8, categorical_features=[0]) of scikit-learn 1.9.1
  const [rows, held] = [categoryRows(4000, 3), categoryRows(1000, 9)];
  const predicted = async (options: object): Promise<number[]> => {
    const model = await gradientBoostingRegressor(options).fit(from(rows));
    return (await model.transform(from(held)).collect()).map(({ prediction }) => prediction);
  };
  const single = [2.7411455751183635, 3.757936388638823, -0.14599097618133183, 0.819127172185822, 1.8383346519335244];
  (await predicted(one)).slice(0, 5).forEach((value, at) => expect(value).toBeCloseTo(single[at]!, 7));
  const labels = Float64Array.from(held, ({ label }) => label);
  const many = { rounds: 50, maxLeaves: 8 };
  expect(Math.abs(rSquared(await predicted({ ...many, categorical: [0] }), labels) - 0.8396)).toBeLessThan(0.003);
  expect(rSquared(await predicted(many), labels)).toBeLessThan(0.65);
});

test("texts are categories by their numbers, those that are not known with what is missing", async () => {
  const carriers = ["AA", "UA", "DL", "WN", null];
  const rows = Array.from({ length: 500 }, (_, at) => ({
    carrier: carriers[at % 5] ?? null,
    label: [0, 10, 0, 10, 20][at % 5]!,
  }));
  const stages = pipeline([
    stringIndexer("carrier", { handleInvalid: "keep" }),
    assemble(["carrierIndex"]),
    gradientBoostingRegressor({ ...one, categorySmoothing: 0 }),
  ]);
  const model = await stages.fit(from(rows));
  const asked = [...carriers, "XX"].map((carrier) => ({ carrier }));
  const answers = (await model.transform(from(asked)).collect()).map(({ prediction }) => Math.round(prediction));
  expect(answers).toEqual([0, 10, 0, 10, 20, 20]);
});

test("a missing value is a category of its own; what a model has not seen goes with it, or with the more rows", () => {
  const column = (...categories: number[]) => matrixOf(categories.map((category) => [category]));
  const train = [...Array(30).fill(1), ...Array(20).fill(2), ...Array(25).fill(Number.NaN)];
  const labels = Float64Array.from(train, (category) => (category === 1 ? 5 : category === 2 ? 90 : 7));
  const own = fitRows(gradientBoostingRegressor(one), { features: column(...train), labels });
  const scores = (learned: Boosted, ...asked: number[]) => [...boostedScores(column(...asked), learned).data];
  const asked = scores(own, 1, 2, Number.NaN, 3, Number.POSITIVE_INFINITY, 1.5, -0);
  [5, 90, 7, 7, 7, 7, 7].forEach((value, at) => expect(asked[at]).toBeCloseTo(value, 9));
  const [features, some] = [column(...train.slice(0, 50)), labels.subarray(0, 50)];
  const whole = fitRows(gradientBoostingRegressor(one), { features, labels: some });
  scores(whole, Number.NaN, 3).forEach((value) => expect(value).toBeCloseTo(5, 9));
});

test("of too many categories the most frequent have their place; weights of 0 count for nothing", () => {
  const counts = new CategoryCounts("x", [1]);
  counts.add(
    matrixOf([
      [0, 5],
      [0, 5],
      [0, -3],
      [0, 8],
      [0, 8],
      [0, Number.NaN],
      [0, 9],
      [0, 9],
      [0, 9],
    ]),
    Float64Array.of(1, 1, 1, 1, 1, 1, 0, 0, 0),
  );
  expect(counts.finish(2, 2)).toEqual([undefined, Float64Array.of(5, 8)]);
  expect(counts.finish(2, 255)).toEqual([undefined, Float64Array.of(-3, 5, 8)]);
  const rows = Array.from({ length: 1200 }, (_, at) => at % 300).sort((a, b) => a - b);
  const features = matrixOf([...rows, 299, 299].map((category) => [category]));
  const labels = Float64Array.from([...rows, 299, 299], (category) => (category === 299 ? 100 : category % 2));
  const learned = fitRows(gradientBoostingRegressor({ categorical: [0], minLeafRows: 1 }), { features, labels });
  expect(learned.categories!.length).toBe(254);
  expect(learned.categories!.at(-1)).toBe(299);
  expect(boostedScores(matrixOf([[299]]), learned).data[0]).toBeGreaterThan(90);
});

test("rows that are held back follow the categories of the trees", () => {
  const rows = categoryRows(3000, 5);
  const data = {
    features: matrixOf(rows.map(({ features }) => features)),
    labels: Float64Array.from(rows, ({ label }) => label),
  };
  const learned = fitRows(gradientBoostingRegressor({ categorical: [0], stopAfter: 100, heldBack: 0.3 }), data);
  // Half the variance of the noise, which is even in [−1, 1), is 1/6.
  expect(learned.heldBackLoss.at(-1)).toBeLessThan(0.22);
  expect(learned.heldBackLoss.at(-1)).toBeGreaterThan(0.13);
});

test("several classes have trees by categories, too", async () => {
  const rows = Array.from({ length: 600 }, (_, at) => ({ features: [at % 12], label: ((at * 5) % 12) % 3 }));
  const model = await gradientBoostingClassifier({ categorical: [0] }).fit(from(rows));
  const answers = await model.transform(from(rows)).collect();
  expect(answers.every(({ prediction, label }) => prediction === label)).toBe(true);
});

test("models with categories are saved and loaded", async () => {
  const folder = await mkdtemp(join(tmpdir(), "categories-"));
  try {
    const rows = categoryRows(500, 3);
    const make = () => gradientBoostingRegressor({ rounds: 3, categorical: [0] });
    const model = await make().fit(from(rows));
    await model.save(folder);
    const asked = [...rows.slice(0, 50), { features: [77, 0], label: 0 }];
    const loaded = await make().load(folder);
    expect(await loaded.transform(from(asked)).collect()).toEqual(await model.transform(from(asked)).collect());
    await expect(gradientBoostingRegressor({ rounds: 3 }).load(folder)).resolves.toBeDefined();
  } finally {
    await rm(folder, { recursive: true });
  }
});

const rows = categoryRows(300, 3);
const good = fitRows(gradientBoostingRegressor({ rounds: 2, categorical: [0] }), {
  features: matrixOf(rows.map(({ features }) => features)),
  labels: Float64Array.from(rows, ({ label }) => label),
});

test("categories that were learned are fine", () => {
  expect(checkCategories(good)).toBeUndefined();
  expect(inBins(matrixOf([[good.categories![3]!, 0.5]]), good)).toEqual(matrixOf([[4, 0.5]]));
});

test.each<[string, Partial<Boosted>]>([
  ["it must have all there is to know of categories", { leftCategories: undefined as never }],
  ["it must have categories for each feature", { categoryStarts: good.categoryStarts!.slice(1) }],
  ["it must have categories for each feature", { categoryStarts: Uint32Array.of(0, 3, 3) }],
  [
    "its features must not have too many categories",
    { categoryStarts: Uint32Array.of(0, 255, 255), categories: Float64Array.from(Array(255).keys()) },
  ],
  ["its categories must be different numbers, in order", { categories: good.categories!.toReversed() }],
  [
    "its categories must be different numbers, in order",
    { categories: good.categories!.map((value, at) => (at === 0 ? Number.NEGATIVE_INFINITY : value)) },
  ],
  ["its splits must be by sets of categories that there are", { leftCategories: new Uint32Array() }],
  ["its splits must be by sets of categories that there are", { leftCategories: good.leftCategories!.slice(1) }],
  [
    "its splits must be by sets of categories that there are",
    { thresholds: good.thresholds.map((value) => value + 0.5) },
  ],
  ["its splits must be by sets of categories that there are", { thresholds: good.thresholds.map(() => -1) }],
])("%s", (message, wrong) => expect(checkCategories({ ...good, ...wrong })).toBe(message));

test("what cannot be categorical is refused", () => {
  const trained = (options: object, features: number[][]) =>
    fitRows(gradientBoostingRegressor(options), {
      features: matrixOf(features),
      labels: new Float64Array(features.length),
    });
  expect(() => trained({ categorical: [2] }, [[1, 2]])).toThrow(
    "Cannot train gradientBoostingRegressor as categorical must be numbers of features, of which there are 2: got 2; the first is 0",
  );
  expect(() =>
    trained(
      { categorical: [0] },
      Array.from({ length: 70_000 }, (_, row) => [row]),
    ),
  ).toThrow("a categorical feature must have 65,536 values at most: feature 0 has more");
  expect(() => gradientBoostingRegressor({ categorical: [0, 0] })).toThrow("different numbers of features");
  expect(() => gradientBoostingRegressor({ categorical: [0.5] })).toThrow("different numbers of features");
  expect(() => gradientBoostingRegressor({ categorical: [0], increasing: [0] })).toThrow(
    "Cannot make gradientBoostingRegressor as a feature must be in one of categorical, increasing and decreasing: got 0 in two",
  );
  expect(() => gradientBoostingRegressor({ categorySmoothing: 3 })).toThrow(
    "categorySmoothing is of categorical features",
  );
});
