import { describe, expect, test } from "vitest";
import { from, into } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import {
  assemble,
  type ModelVersion,
  onlineLogisticRegression,
  onlineSgdClassifier,
  onlineStandardScaler,
  passiveAggressiveRegressor,
  pipeline,
  sgdClassifier,
  standardScaler,
  testThenTrain,
} from "../../../ml/mod.ts";
import { recorded, streamOf } from "./facts.ts";
import { inMemory, onlineSuite, versionsOf } from "./online-suite.ts";

const far = (rows: number, classes = 2) =>
  streamOf(rows, classes).map(({ features, label }) => ({
    features: features.map((value, i) => 1000 * (i + 1) + 100 * value),
    label,
  }));

describe("a scaler and a classifier", () => {
  onlineSuite("pipeline", {
    make: ({ every }) => pipeline([onlineStandardScaler(), onlineSgdClassifier({ every, learningRate: 0.1 })]),
    rows: far(200),
  });
});

describe("two scalers and a learner of batches", () => {
  onlineSuite("pipeline", {
    make: ({ every }) =>
      pipeline([
        onlineStandardScaler({ withStd: false, output: "centred" }),
        onlineStandardScaler({ input: "centred", withMean: false }),
        onlineLogisticRegression({ every, features: "centred" }),
      ]),
    rows: far(100),
  });
});

interface PipelineFact {
  readonly options: { readonly learningRate: number; readonly interceptRate: number };
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly coefficients: readonly number[];
  readonly intercept: number;
  readonly before: readonly number[];
}

test.each(recorded.pipeline as unknown as PipelineFact[])(
  "a scaler and a linear model learn together as river's: $options",
  ({ options, means, deviations, coefficients, intercept, before }) => {
    const { learner } = pipeline([onlineStandardScaler(), onlineSgdClassifier(options)]);
    const rows = inMemory(far(1000));
    const task = learner.open(4, {});
    const out = new Float64Array(7);
    const probabilities: number[] = [];
    for (let row = 0; row < 1000; row++) {
      task.answer(rows, row, out, 0);
      probabilities.push(out[6]!);
      task.learn(rows, row, row + 1);
    }
    const [scaler, classifier] = task.learned();
    means.forEach((mean, i) => expect(scaler.mean[i]).toBeCloseTo(mean, 9));
    deviations.forEach((deviation, i) => expect(scaler.std[i]).toBeCloseTo(deviation, 9));
    coefficients.forEach((value, i) => expect(classifier.coefficients[i]).toBeCloseTo(value, 9));
    expect(classifier.intercept).toBeCloseTo(intercept, 9);
    before.forEach((p, at) => expect(probabilities.at(at - before.length)).toBeCloseTo(p, 9));
  },
);

const raw = far(400).map(({ features: [a, b, ...rest], label }, at) => ({ a: a!, b: b!, rest, label, at }));
const estimator = () =>
  pipeline([assemble(["a", "b", "rest"]), onlineStandardScaler(), onlineSgdClassifier({ every: 50 })]);

test("transformers come before what learns, for rows to learn from and rows to serve; a model is a pipeline of models", async () => {
  const rows = from(raw).withEventTime((row) => row.at);
  const models = estimator().fit(rows);
  const versions = await models.versions.collect();
  expect(versions.map(({ learned }) => learned)).toEqual(
    versionsOf(pipeline([onlineStandardScaler(), onlineSgdClassifier()]).learner, far(400), 50),
  );
  const served = await models.transform(rows, { maxModelDelay: 0 }).collect();
  expect(served.length).toBe(400);
  const { learned } = versions.at(-1)!;
  const model = estimator().model(learned);
  const answers = await model.transform(from(raw)).collect();
  const last = served.filter(({ modelVersion }) => modelVersion === 7);
  expect(last.length).toBeGreaterThan(0);
  for (const row of last) {
    const { modelVersion, ...others } = row;
    expect(others).toEqual(answers[row.at]);
  }
  const folder = await temporaryFolder("online-pipeline-");
  try {
    await model.save(folder);
    const again = await estimator().load(folder);
    expect(again.learned).toEqual(learned);
    expect(await again.transform(from(raw)).collect()).toEqual(answers);
    const on = await estimator().fit(from(raw), { initial: again.learned }).versions.collect();
    expect(on[0]!.version).toBe(1);
    await expect(pipeline([onlineStandardScaler(), onlineSgdClassifier()]).load(folder)).rejects.toThrow(
      "how many stages it has",
    );
  } finally {
    await deleteFolder(folder);
  }
});

test("a row is answered by what was learned before it, and is better scaled than not", async () => {
  const right = (rows: readonly { readonly label: number; readonly prediction: number }[]): number =>
    rows.filter(({ label, prediction }) => label === prediction).length / rows.length;
  const together = await from(raw).apply(testThenTrain(estimator())).collect();
  const alone = await from(raw)
    .apply(testThenTrain(pipeline([assemble(["a", "b", "rest"]), onlineSgdClassifier({ every: 50 })])))
    .collect();
  expect(right(together)).toBeGreaterThan(right(alone) + 0.1);
  expect(together[0]!.prediction).toBe(1);
});

test("models are learned exactly once through a failure", async () => {
  const folder = await temporaryFolder("online-pipeline-");
  try {
    const whole = await estimator().fit(from(raw)).versions.collect();
    let failed = false;
    const got: ModelVersion<unknown>[] = [];
    const failing = from(raw).map((row) => {
      if (row.at === 222 && !failed) {
        failed = true;
        throw new Error("the machine fell over");
      }
      return row;
    });
    await estimator()
      .fit(failing)
      .versions.sinkTo(into(got))
      .run({
        checkpoint: { dir: folder, interval: 1 },
        restart: { strategy: "fixed delay", attempts: 2, delay: 1 },
        batchRows: 16,
      });
    expect(got).toEqual(whole);
  } finally {
    await deleteFolder(folder);
  }
});

test("stages that cannot learn together are refused, with what to do", () => {
  const refused = (stages: readonly unknown[]) => expect(() => pipeline(stages as never));
  refused([standardScaler(), onlineSgdClassifier()]).toThrow("got standardScaler, which learns from bounded data");
  refused([onlineStandardScaler(), sgdClassifier()]).toThrow("got sgdClassifier, which learns from bounded data");
  refused([onlineStandardScaler(), assemble(["a"]), onlineSgdClassifier()]).toThrow("got assemble as stage 2");
  refused([onlineSgdClassifier(), onlineSgdClassifier()]).toThrow(
    "must give the vectors that the next one learns from",
  );
  refused([onlineStandardScaler({ output: "scaled" }), onlineSgdClassifier()]).toThrow("which adds scaled, before");
  refused([onlineStandardScaler({ every: 10 }), onlineSgdClassifier()]).toThrow("got every of onlineStandardScaler");
  refused([pipeline([onlineStandardScaler(), onlineSgdClassifier()]), onlineSgdClassifier()]).toThrow(
    "got a pipeline in it",
  );
  expect(pipeline([onlineStandardScaler({ every: 10 }), passiveAggressiveRegressor({ every: 10 })]).kind).toBe(
    "pipeline",
  );
  const made = pipeline([onlineStandardScaler(), onlineSgdClassifier()]);
  expect(() => made.fit(from(far(3)), { initial: [] as never })).toThrow("must be what each of its 2 online stages");
  expect(() => made.model([{}, {}] as never)).toThrow("onlineStandardScaler");
});
