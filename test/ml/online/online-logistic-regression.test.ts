import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { onlineLogisticRegression } from "../../../ml/mod.ts";
import { randomRows } from "../learner/random-rows.ts";
import { onlineSuite, versionsOf } from "./online-suite.ts";

const rows = randomRows(200, (signal) => Number(signal > 0));

onlineSuite("onlineLogisticRegression", { make: ({ every }) => onlineLogisticRegression({ every, l1: 0.05 }), rows });
onlineSuite("onlineLogisticRegression", {
  make: ({ every }) => onlineLogisticRegression({ every, convention: "flink", intercept: true }),
  rows,
});

/** The paper's Algorithm 1 as it stands there, with a feature that is always 1. */
function plainFtrl(alpha: number, beta: number, l1: number, l2: number): number[] {
  const columns = rows[0]!.features.length + 1;
  const [z, n, w] = [Array(columns).fill(0), Array(columns).fill(0), Array(columns).fill(0)];
  for (const { features, label } of rows) {
    const x = [...features, 1];
    for (let i = 0; i < columns; i++) {
      w[i] = Math.abs(z[i]) <= l1 ? 0 : -(1 / ((beta + Math.sqrt(n[i])) / alpha + l2)) * (z[i] - Math.sign(z[i]) * l1);
    }
    const p = 1 / (1 + Math.exp(-x.reduce((sum, value, i) => sum + value * w[i], 0)));
    for (let i = 0; i < columns; i++) {
      const g = (p - label) * x[i]!;
      const sigma = (Math.sqrt(n[i] + g * g) - Math.sqrt(n[i])) / alpha;
      z[i] += g - sigma * w[i];
      n[i] += g * g;
    }
  }
  return z.map((zi, i) =>
    Math.abs(zi) <= l1 ? 0 : -(1 / ((beta + Math.sqrt(n[i])) / alpha + l2)) * (zi - Math.sign(zi) * l1),
  );
}

test("row by row it is Algorithm 1 of McMahan et al.", () => {
  const { learner } = onlineLogisticRegression({ learningRate: 0.2, beta: 1, l1: 0.5, l2: 0.1 });
  const last = versionsOf(learner, rows, 50).at(-1)!;
  const plain = plainFtrl(0.2, 1, 0.5, 0.1);
  [...last.coefficients, last.intercept].forEach((w, i) => expect(w).toBeCloseTo(plain[i]!, 12));
});

test("sparse vectors give what the same dense ones do", async () => {
  const sparse = rows.map(({ features, label }) => ({
    features: { size: 3, indices: [0, 2], values: [features[0]!, features[2]!] },
    label,
  }));
  const dense = rows.map(({ features, label }) => ({ features: [features[0]!, 0, features[2]!], label }));
  const learnedOf = async (given: typeof dense | typeof sparse) =>
    (await onlineLogisticRegression({ l1: 0.01 }).fit(from<(typeof given)[number]>(given)).versions.collect()).at(-1)!
      .learned;
  const [one, other] = [await learnedOf(sparse), await learnedOf(dense)];
  one.coefficients.forEach((w, i) => expect(w).toBeCloseTo(other.coefficients[i]!, 12));
  expect(one.intercept).toBeCloseTo(other.intercept, 12);
  const model = onlineLogisticRegression().model(one);
  const [a] = await model.transform(from([sparse[0]!])).collect();
  const [b] = await model.transform(from([dense[0]!])).collect();
  expect(a!.probability[1]).toBeCloseTo(b!.probability[1]!, 12);
});

test("it begins with the coefficients of a model", async () => {
  const initial = { coefficients: Float64Array.of(0.5, -2, 0), intercept: 1 };
  const { learner } = onlineLogisticRegression({ l1: 0.3, l2: 0.2 });
  const task = learner.open(3, { initial });
  const none = {
    features: { data: new Float64Array(3), rows: 1, columns: 3 },
    labels: Float64Array.of(1),
    weights: Float64Array.of(0),
  };
  task.learn(none, 0, 1);
  const { coefficients, intercept } = task.learned();
  expect([...coefficients]).toEqual([0.5, -2, 0]);
  expect(intercept).toBeCloseTo(1, 12);
});

test("weights below 0 and infinite ones are refused", async () => {
  for (const weight of [-1, Number.POSITIVE_INFINITY]) {
    const models = onlineLogisticRegression({ weight: "weight" }).fit(from([{ features: [1], label: 1, weight }]));
    await expect(models.versions.collect()).rejects.toThrow(`weights must be finite and not negative: got ${weight}`);
  }
});
