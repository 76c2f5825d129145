import { describe, expect, test } from "vitest";
import { decodeValue, encodeValue } from "../../../core/data/codec.ts";
import { from } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import {
  halfSpaceTrees,
  hoeffdingTreeClassifier,
  leveragingBagging,
  onlineLogisticRegression,
  onlineSgdClassifier,
  onlineStandardScaler,
  passiveAggressiveRegressor,
  pipeline,
  testThenTrain,
} from "../../../ml/mod.ts";
import { recorded, streamOf } from "./facts.ts";
import { inMemory, onlineSuite, versionsOf } from "./online-suite.ts";

describe("of trees", () => {
  onlineSuite("leveragingBagging", {
    make: ({ every }) =>
      leveragingBagging(hoeffdingTreeClassifier({ every, grace: 20, tau: 0.3, classes: [0, 1, 2] }), { models: 3 }),
    rows: streamOf(120, 3),
  });
});

describe("of linear models that learn by batches", () => {
  onlineSuite("leveragingBagging", {
    make: ({ every }) => leveragingBagging(onlineLogisticRegression({ every }), { models: 2, rate: 1 }),
    rows: streamOf(120, 2),
  });
});

interface BaggingFact {
  readonly options: {
    readonly models: number;
    readonly rate: number;
    readonly driftDelta: number;
    readonly seed: number;
  };
  readonly grown: { readonly grace: number; readonly delta: number; readonly tau: number };
  readonly classes: number;
  readonly rows: number;
  readonly replaced: number;
  readonly before: readonly (readonly number[])[];
  readonly riversAccuracy: number;
}

const facts = recorded.leveragingBagging as unknown as readonly BaggingFact[];

test.each(facts)(
  "probabilities are those of the paper's bagging of river's trees: $options",
  ({ options, grown, classes, rows, before, riversAccuracy }) => {
    const tree = hoeffdingTreeClassifier({ ...grown, classes: Array.from({ length: classes }, (_, k) => k) });
    const { learner } = leveragingBagging(tree, options);
    const stream = streamOf(rows, classes);
    const all = inMemory(stream);
    const task = learner.open(4, {});
    const out = new Float64Array(1 + classes);
    const answers: number[][] = [];
    for (let row = 0; row < rows; row++) {
      task.answer(all, row, out, 0);
      answers.push([...out]);
      task.learn(all, row, row + 1);
    }
    before.forEach((known, at) =>
      known.forEach((p, k) => expect(answers.at(at - before.length)![1 + k]).toBeCloseTo(p, 7)),
    );
    const right = stream.filter(({ label }, row) => label === answers[row]![0]).length / rows;
    expect(right).toBeGreaterThan(riversAccuracy - 0.03);
  },
);

test("the facts have models that were replaced", () => {
  expect(Math.min(...facts.map(({ replaced }) => replaced))).toBeGreaterThan(0);
});

test("models that are restored again and again go on as those that were not, beyond those that were replaced", () => {
  const rows = inMemory(streamOf(4000, 2));
  const { learner } = leveragingBagging(hoeffdingTreeClassifier({ grace: 50 }), { models: 3, driftDelta: 0.2 });
  const whole = learner.open(4, {});
  whole.learn(rows, 0, 4000);
  let broken = learner.open(4, {});
  for (let row = 0; row < 4000; row += 100) {
    broken.learn(rows, row, row + 100);
    broken = learner.open(4, { saved: decodeValue(encodeValue(broken.save())) });
  }
  expect(broken.save()).toEqual(whole.save());
});

test("a scaler goes before it, rows of weight 0 teach nothing, and a seed draws its own", async () => {
  const far = streamOf(600, 2).map(({ features, label }) => ({ features: features.map((x) => 1000 + 100 * x), label }));
  const bag = leveragingBagging(onlineSgdClassifier({ learningRate: 0.1 }), { models: 3 });
  const answered = await from(far)
    .apply(testThenTrain(pipeline([onlineStandardScaler(), bag])))
    .collect();
  expect(answered.slice(150, 300).filter(({ label, prediction }) => label === prediction).length).toBeGreaterThan(105);
  const [model] = versionsOf(bag.learner, far, 600);
  const task = bag.learner.open(4, { initial: model! });
  task.learn({ ...inMemory(far), weights: new Float64Array(600) }, 0, 600);
  expect(task.learned()).toEqual(model);
  const other = leveragingBagging(onlineSgdClassifier({ learningRate: 0.1 }), { models: 3, seed: 1 });
  expect(versionsOf(other.learner, far, 600)[0]).not.toEqual(model);
});

test("a saved model is that of the same columns", async () => {
  const folder = await temporaryFolder("leveraging-bagging-");
  try {
    const bag = leveragingBagging(onlineSgdClassifier(), { models: 2 });
    const [known] = versionsOf(bag.learner, streamOf(50, 2), 50);
    await bag.model(known!).save(folder);
    const again = await bag.load(folder);
    expect(again.learned).toEqual(known);
    const other = leveragingBagging(onlineSgdClassifier({ features: "other" }), { models: 2 });
    await expect(other.load(folder)).rejects.toThrow("features of leveragingBagging must be as in the estimator");
    expect(() => leveragingBagging(onlineSgdClassifier(), { features: "other" } as never)).toThrow("features");
  } finally {
    await deleteFolder(folder);
  }
});

test("what has no probabilities is refused, and models of other numbers or kinds", () => {
  const refused = (stage: unknown) => expect(() => leveragingBagging(stage as never));
  refused(passiveAggressiveRegressor()).toThrow("got passiveAggressiveRegressor");
  refused(halfSpaceTrees()).toThrow("got halfSpaceTrees");
  refused(pipeline([onlineStandardScaler(), onlineSgdClassifier()])).toThrow("put scalers before it");
  refused(undefined).toThrow("online estimator");
  expect(() => leveragingBagging(onlineSgdClassifier(), { models: 0 })).toThrow("models");
  const bag = leveragingBagging(onlineSgdClassifier(), { models: 3 });
  const [model] = versionsOf(bag.learner, streamOf(50, 2), 50);
  expect(() => bag.model({ ...model!, models: model!.models.slice(1) })).toThrow("there must be 3 classifiers");
  expect(() => bag.model({ ...model!, classes: Float64Array.of(1) })).toThrow("Cannot make a model");
});
