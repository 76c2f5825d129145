import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { fitRows, gradientBoostingClassifier, matrixOf } from "../../../ml/mod.ts";
import { accuracy, areaUnderRoc, asRows, dataOf, factOf, foldOf } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("gradientBoostingClassifier", {
  make: (options) => gradientBoostingClassifier({ rounds: 5, minLeafRows: 1, ...options }),
  rows: randomRows(60, (signal) => (signal > 0.5 ? 2 : signal > -0.5 ? 1 : 0)),
  missing: "taken",
  weights: "alike",
});

test("sk.hgb_auc.breast_cancer: the mean area under ROC of folds is scikit-learn's", async () => {
  const { expected, tolerance } = factOf("sk.hgb_auc.breast_cancer");
  const areas = [0, 1, 2, 3, 4].map(async (fold) => {
    const { train, test: held } = foldOf(dataOf("breast_cancer"), fold);
    const model = await gradientBoostingClassifier().fit(from(asRows(train)));
    const answers = await model.transform(from(asRows(held))).collect();
    return areaUnderRoc(
      answers.map(({ probability }) => probability[1]!),
      held.labels,
    );
  });
  const own = (await Promise.all(areas)).reduce((sum, area) => sum + area, 0) / 5;
  expect(Math.abs(own - expected.cv_mean_over_seeds)).toBeLessThan(tolerance.abs!);
});

test("the first tree is a step of Newton's from the log odds", () => {
  // The split is behind 2: three rows of which one is 1, and two that are 1.
  const features = matrixOf([[0], [1], [2], [3], [4]]);
  const labels = Float64Array.of(0, 0, 1, 1, 1);
  const learned = fitRows(gradientBoostingClassifier({ rounds: 1, minLeafRows: 2, maxLeaves: 2, l2: 0.5 }), {
    features,
    labels,
  });
  const p = 3 / 5;
  expect(learned.baseline[0]).toBeCloseTo(Math.log(p / (1 - p)), 14);
  const [left, right] = [learned.left[0]!, learned.right[0]!];
  expect(learned.thresholds[0]).toBe(1.5);
  expect(learned.values[left]).toBeCloseTo((-0.1 * 2 * p) / (2 * p * (1 - p) + 0.5), 14);
  expect(learned.values[right]).toBeCloseTo((0.1 * 3 * (1 - p)) / (3 * p * (1 - p) + 0.5), 14);
});

test("of several classes there is a tree for each in a round, and it is as good as scikit-learn's on digits", async () => {
  const { train, test: held } = foldOf(dataOf("digits"), 0);
  const model = await gradientBoostingClassifier().fit(from(asRows(train)));
  expect(model.learned.roots.length - 1).toBe(1000);
  const answers = await model.transform(from(asRows(held))).collect();
  // HistGradientBoostingClassifier(early_stopping=False) of scikit-learn 1.9.1: 0.9778
  expect(
    accuracy(
      answers.map(({ prediction }) => prediction),
      held.labels,
    ),
  ).toBeGreaterThan(0.9628);
  answers.forEach(({ probability }) => expect(probability.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12));
});

test("it ends when the loss of rows that are held back does not fall any more", () => {
  const data = dataOf("breast_cancer");
  const learned = fitRows(gradientBoostingClassifier({ stopAfter: 5, heldBack: 0.3, learningRate: 0.5 }), data);
  const { rounds, heldBackLoss } = learned;
  expect(rounds).toBeLessThan(100);
  expect(heldBackLoss.length).toBe(rounds);
  expect(Math.min(...heldBackLoss)).toBe(Math.min(...heldBackLoss.slice(0, rounds - 5)));
  expect(fitRows(gradientBoostingClassifier({ rounds: 3 }), data).heldBackLoss.length).toBe(0);
});

test("of each class rows are learned from, and one row is held back at least, whatever the seed", () => {
  const features = matrixOf(Array.from({ length: 40 }, (_, at) => [at]));
  const labels = Float64Array.from({ length: 40 }, (_, at) => (at === 7 ? 2 : at % 2));
  for (let seed = 0; seed < 12; seed++) {
    for (const heldBack of [0.001, 0.5, 0.9]) {
      const stage = gradientBoostingClassifier({ rounds: 2, stopAfter: 2, minLeafRows: 1, heldBack, seed });
      const { baseline, heldBackLoss } = fitRows(stage, { features, labels });
      expect([...baseline].every(Number.isFinite)).toBe(true);
      expect([...heldBackLoss].every((loss) => Number.isFinite(loss) && loss > 0)).toBe(true);
    }
  }
});

test("fewer bins and fewer leaves make other trees, the same seed the same", () => {
  const data = dataOf("breast_cancer");
  const by = (options: object) => fitRows(gradientBoostingClassifier({ rounds: 2, ...options }), data);
  expect(by({})).toEqual(by({ seed: 0 }));
  expect(
    new Set(by({ bins: 2 }).thresholds.filter((_, node) => by({ bins: 2 }).features[node]! === 0)).size,
  ).toBeLessThanOrEqual(1);
  expect(by({ maxLeaves: 4 }).features.filter((feature) => feature < 0).length).toBe(8);
  expect(by({ maxDepth: 1 }).features.length).toBe(6);
});
