import { expect, test } from "vitest";
import { from, tumbling } from "../../../core/mod.ts";
import { at, end, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import {
  type DriftDetector,
  ddm,
  onlineKMeans,
  onlineLogisticRegression,
  onlineSgdClassifier,
  onlineStandardScaler,
  passiveAggressiveRegressor,
  pipeline,
  testThenTrain,
} from "../../../ml/mod.ts";
import { testing } from "../../../ml/online/test-then-train.ts";
import { streamOf } from "./facts.ts";
import { inMemory } from "./online-suite.ts";

const rows = streamOf(30, 2);

/** Warns at the second value and after, and tells drift at every sixth. */
const everySixth: DriftDetector = {
  name: "every sixth",
  open: (saved) => {
    let count = (saved as number | undefined) ?? 0;
    return {
      add: () => {
        count = (count + 1) % 6;
        return count === 0 ? "drift" : count >= 2 ? "warning" : "none";
      },
      save: () => count,
    };
  },
};

/** The plain loop. */
function plain(drift?: { readonly onDrift: "reset" | "swap" }) {
  const { learner } = onlineSgdClassifier({ learningRate: 0.5 });
  const all = inMemory(rows);
  const detector = everySixth.open();
  let task = learner.open(4, {});
  let second: typeof task | undefined;
  return rows.map((row, number) => {
    const out = new Float64Array(3);
    task.answer(all, number, out, 0);
    task.learn(all, number, number + 1);
    second?.learn(all, number, number + 1);
    const answered = { ...row, prediction: out[0]!, probability: out.slice(1) };
    if (drift === undefined) return answered;
    const signal = detector.add(0);
    if (signal === "drift") {
      task = second ?? learner.open(4, {});
      second = undefined;
    } else if (drift.onDrift === "swap") second = signal === "none" ? undefined : (second ?? learner.open(4, {}));
    return { ...answered, drift: signal };
  });
}

const { learner } = onlineSgdClassifier({ learningRate: 0.5 });
const columns = { features: "features", label: "label" };

for (const [title, how, expected, counts] of [
  ["each row is answered by what was learned before it", { drift: undefined, onDrift: "reset" }, plain(), {}],
  ["drift begins anew", { drift: everySixth, onDrift: "reset" }, plain({ onDrift: "reset" }), { numDriftsDetected: 5 }],
  [
    "drift swaps in who has learned since the warning",
    { drift: everySixth, onDrift: "swap" },
    plain({ onDrift: "swap" }),
    { numDriftsDetected: 5 },
  ],
] as const) {
  test(`${title}, through crashes and in batches of any size`, () =>
    verifyOperator(testing({ learner, columns, every: 1000, ...how }), {
      input: [...rows.map((row, time) => at(time, row)), watermark(30), end],
      output: [...expected.map((row, time) => at(time, row)), watermark(30), end],
      order: "kept",
      counts,
    }));
}

test("those that learn by batches do so after each so many rows", async () => {
  const estimator = onlineLogisticRegression({ convention: "flink", every: 4 });
  const answered = await from(rows).apply(testThenTrain(estimator)).collect();
  expect(answered.slice(0, 4).map(({ probability }) => probability[1])).toEqual([0.5, 0.5, 0.5, 0.5]);
  const versions = await estimator.fit(from(rows)).versions.collect();
  const model = estimator.model(versions[0]!.learned);
  const [fifth] = await model.transform(from([rows[4]!])).collect();
  expect(answered[4]!.probability).toEqual(fifth!.probability);
});

test("a learner that is reset at drift is better behind it than one that is not", async () => {
  // The label turns round after half of the rows.
  const many = from(streamOf(8000, 2));
  const rightAfter = async (answered: readonly { readonly label: number; readonly prediction: number }[]) =>
    answered.slice(4100, 5000).filter(({ label, prediction }) => label === prediction).length;
  const slow = onlineSgdClassifier({ learningRate: 0.002 });
  const kept = await rightAfter(await many.apply(testThenTrain(slow)).collect());
  const reset = await many.apply(testThenTrain(slow, { drift: ddm() })).collect();
  expect(reset.some(({ drift }, at) => drift === "drift" && at > 4000 && at < 4200)).toBe(true);
  expect(await rightAfter(reset)).toBeGreaterThan(kept + 50);
});

test("errors of numbers are distances; what has no labels, or learns by windows, is refused", async () => {
  const seen: number[] = [];
  const remembering: DriftDetector = {
    name: "remembering",
    open: () => ({ add: (value) => (seen.push(value) > 0 ? "none" : "drift"), save: () => null }),
  };
  const numbers = from([
    { features: [1], label: 3 },
    { features: [1], label: 2 },
  ]);
  await numbers
    .apply(testThenTrain(passiveAggressiveRegressor({ epsilon: 0, c: 100 }), { drift: remembering }))
    .collect();
  expect(seen).toEqual([3, 4]);
  expect(() => testThenTrain(onlineKMeans({ k: 2 }), { drift: ddm() })).toThrow("learns without labels");
  expect(() => testThenTrain(onlineSgdClassifier({ every: tumbling(5) }))).toThrow("got windows in every");
  expect(() => testThenTrain({} as never)).toThrow("takes an online estimator: got object");
  expect(() => testThenTrain(onlineSgdClassifier(), { onDrift: "stop" as never })).toThrow("onDrift");
});

test("of a pipeline, errors are those of the class that its learner answers, not of what the scaler gives", async () => {
  const seen: number[] = [];
  const remembering: DriftDetector = {
    name: "remembering",
    open: () => ({
      add: (value) => {
        seen.push(value);
        return "none";
      },
      save: () => null,
    }),
  };
  const scaled = pipeline([onlineStandardScaler(), onlineSgdClassifier()]);
  const answered = await from(streamOf(500, 2))
    .apply(testThenTrain(scaled, { drift: remembering }))
    .collect();
  expect(seen).toEqual(answered.map(({ label, prediction }) => Number(label !== prediction)));
  expect(new Set(seen).size).toBe(2);
});
