import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import {
  crossValidate,
  evaluateClasses,
  kFold,
  knnClassifier,
  logisticRegression,
  pipeline,
  ridge,
  standardScaler,
  stratifiedKFold,
} from "../../../ml/mod.ts";
import { asRows, dataOf, worst } from "../learner/facts.ts";
import { diabetes, facts, folds, r2, rows } from "./diabetes.ts";

const model = (alpha: number) => pipeline([standardScaler(), ridge({ alpha })]);

test("scores of a pipeline are those of scikit-learn's cross_val_score", async () => {
  const { scores, mean, deviation } = await crossValidate(model(10), rows, r2, { splits: folds });
  expect(worst(scores, facts.scores, { abs: 1e-9 })).toBe(0);
  expect(mean).toBeCloseTo(facts.means[2], 9);
  expect(deviation).toBeCloseTo(facts.deviations[2], 9);
});

test("a row is never scored by a model that has learned from it", async () => {
  const iris = asRows(dataOf("iris"));
  // The nearest neighbour of a row that was learned is the row itself.
  const all = { train: Int32Array.from(iris.keys()), test: Int32Array.from(iris.keys()) };
  const score = async (answers: Parameters<typeof evaluateClasses>[0]) => (await evaluateClasses(answers)).accuracy;
  const noise = from(iris.map((row, at) => ({ ...row, label: (at * 7) % 3 })));
  expect((await crossValidate(knnClassifier({ k: 1 }), noise, score, { splits: [all] })).mean).toBeGreaterThan(0.95);
  expect((await crossValidate(knnClassifier({ k: 1 }), noise, score)).mean).toBeLessThan(0.6);
});

test("splits by labels, five folds that are dealt out by default, always the same", async () => {
  const { labels } = dataOf("wine");
  const wine = from(asRows(dataOf("wine")));
  const score = async (answers: Parameters<typeof evaluateClasses>[0]) => (await evaluateClasses(answers)).accuracy;
  const by = (splits?: ReturnType<typeof kFold>) =>
    crossValidate(logisticRegression(), wine, score, splits === undefined ? {} : { splits });
  expect((await by(stratifiedKFold(labels, 4))).scores).toHaveLength(4);
  expect(await by()).toEqual(await by(kFold(178, 5, { seed: 0 })));
});

test("it tells of each fit, and stops at a signal", async () => {
  const told: unknown[] = [];
  await crossValidate(model(1), rows, r2, { splits: folds, onProgress: ({ fits, of }) => told.push([fits, of]) });
  expect(told).toEqual([1, 2, 3, 4, 5].map((fit) => [fit, 5]));
  const stop = new AbortController();
  const onProgress = () => stop.abort(new Error("enough"));
  await expect(crossValidate(model(1), rows, r2, { signal: stop.signal, onProgress })).rejects.toThrow("enough");
});

test("fewer rows than folds, and unknown options, are refused", async () => {
  await expect(crossValidate(model(1), from(diabetes.slice(0, 3)), r2)).rejects.toThrow(
    "Cannot split rows by kFold as folds must be a whole number from 2 to the number of rows, 3: got 5",
  );
  await expect(crossValidate(model(1), rows, r2, { folds: 3 } as never)).rejects.toThrow(
    'Cannot set "folds" in crossValidate',
  );
});
