import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import {
  gaussianNaiveBayes,
  gradientBoostingClassifier,
  linearSvc,
  loadModel,
  logisticRegression,
  oneVsRest,
  pipeline,
  ridge,
  standardScaler,
} from "../../../ml/mod.ts";
import { accuracy, asRows, dataOf, rowsOf, standardized, worst } from "../learner/facts.ts";
import { randomRows } from "../learner/random-rows.ts";

const facts = JSON.parse(readFileSync(new URL("data/facts.json", import.meta.url), "utf8"));
const rows = randomRows(60, (signal) => (signal > 0.5 ? 20 : signal > -0.5 ? 10 : -10));

for (const { dataset, rows: asked, accuracy: wanted, probability } of facts) {
  test(`${dataset}: probabilities and accuracy are those of scikit-learn's OneVsRestClassifier`, async () => {
    const data = standardized(dataOf(dataset), dataOf(dataset));
    const model = await oneVsRest(logisticRegression()).fit(from(asRows(data)));
    const answers = await model.transform(from(asRows(data))).collect();
    expect(
      accuracy(
        answers.map(({ prediction }) => prediction),
        data.labels,
      ),
    ).toBeCloseTo(wanted, 9);
    const few = await model.transform(from(asRows({ features: rowsOf(data.features, asked) }))).collect();
    const own = few.flatMap((row) => [...row.probability]);
    expect(worst(own, probability, { abs: 1e-6 })).toBe(0);
  });
}

test("the class is the one that is most likely, where probabilities of all classifiers add up to more than 1, too", async () => {
  const unclear = Array.from({ length: 90 }, (_, at) => ({
    features: [Math.sin(at), Math.cos(3 * at)],
    label: (at * at + Math.floor(at / 7)) % 3,
  }));
  const model = await oneVsRest(gaussianNaiveBayes()).fit(from(unclear));
  for (const { prediction, probability } of await model.transform(from(unclear)).collect()) {
    expect(probability[model.learned.classes.indexOf(prediction)]).toBe(Math.max(...probability));
  }
});

test("of two classes it is the classifier itself", async () => {
  const two = rows.map((row) => ({ ...row, label: row.label === -10 ? -10 : 10 }));
  const [own, plain] = await Promise.all(
    [oneVsRest(gaussianNaiveBayes()), gaussianNaiveBayes()].map(async (each) =>
      (await each.fit(from(two))).transform(from(two)).collect(),
    ),
  );
  own!.forEach(({ prediction, probability }, row) => {
    expect(prediction).toBe(plain![row]!.prediction);
    expect(worst(probability, plain![row]!.probability, { abs: 1e-14 })).toBe(0);
  });
});

test("a saved model gives the same, within a pipeline too, and its estimator loads it", async () => {
  const stages = pipeline([standardScaler(), oneVsRest(logisticRegression({ weight: "weight" }))]);
  const folder = await temporaryFolder("one-vs-rest-");
  try {
    const model = await stages.fit(from(rows));
    const answers = await model.transform(from(rows)).collect();
    await model.save(folder);
    expect(await (await stages.load(folder)).transform(from(rows)).collect()).toEqual(answers);
    expect((await loadModel(folder)).kind).toBe("pipeline");
  } finally {
    await deleteFolder(folder);
  }
});

test("a folder whose classes are not as many as its models is refused", async () => {
  const folder = await temporaryFolder("one-vs-rest-");
  try {
    const estimator = oneVsRest(logisticRegression());
    await (await estimator.fit(from(rows))).save(folder);
    const other = oneVsRest(logisticRegression({ probability: "other" }));
    await expect(other.load(folder)).rejects.toThrow("probability of oneVsRest must be as in the estimator");
    const { crcOfStage } = await import("../../../ml/stages/model-files.ts");
    const file = `${folder}/metadata.json`;
    const metadata = JSON.parse(await readFile(file, "utf8"));
    metadata.stage.stages.pop();
    metadata.crc32 = crcOfStage(metadata.stage);
    await writeFile(file, JSON.stringify(metadata));
    await expect(estimator.load(folder)).rejects.toThrow(
      "there must be a classifier with probabilities for each class: got logisticRegression,logisticRegression",
    );
  } finally {
    await deleteFolder(folder);
  }
});

test("batches of any size give the same model, whose classes are the labels", async () => {
  const estimator = oneVsRest(gradientBoostingClassifier({ rounds: 3, minLeafRows: 2 }));
  const whole = await estimator.fit(from(rows));
  const small = await estimator.fit(from(rows), { run: { batchRows: 7 } });
  expect([...whole.learned.classes]).toEqual([-10, 10, 20]);
  expect(small.models.map(({ learned }) => learned)).toEqual(whole.models.map(({ learned }) => learned));
});

test("missing values are taken where the classifier takes them, else the answer is NaN; null where there are no features", async () => {
  const asked = from([{ features: [Number.NaN, 1, 1] }, { features: null }]);
  const trees = await oneVsRest(gradientBoostingClassifier({ rounds: 3, minLeafRows: 2 })).fit(from(rows));
  const [known, absent] = await trees.transform(asked).collect();
  expect([-10, 10, 20]).toContain(known!.prediction);
  expect([absent!.prediction, absent!.probability]).toEqual([null, null]);
  const linear = await oneVsRest(logisticRegression()).fit(from(rows));
  const [unknown] = await linear.transform(asked).collect();
  expect([unknown!.prediction, ...unknown!.probability]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
});

test("what gives no probabilities, one class, and features that are not finite are refused", async () => {
  const wrong = "Cannot make oneVsRest as its classifier must be a learner of classes that gives probabilities: got";
  expect(() => oneVsRest(linearSvc())).toThrow(`${wrong} linearSvc; give for instance logisticRegression()`);
  expect(() => oneVsRest(ridge())).toThrow(`${wrong} ridge`);
  const one = from([{ features: [1], label: 3 }]);
  await expect(oneVsRest(logisticRegression()).fit(one)).rejects.toThrow(
    "Cannot train oneVsRest as there must be at least two classes: got only 3",
  );
  const infinite = from([...rows, { features: [1, Number.POSITIVE_INFINITY, 1], label: 10, weight: 1 }]);
  await expect(oneVsRest(logisticRegression()).fit(infinite)).rejects.toThrow(
    "Cannot train oneVsRest as features must be finite: got Infinity in row 60",
  );
});
