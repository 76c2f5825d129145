import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { fitRows, matrixOf, truncatedSvd } from "../../../ml/mod.ts";
import { dataOf, factOf, worst } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("truncatedSvd", {
  make: ({ weight: _, ...options }: { weight?: string }) => truncatedSvd({ components: 2, output: "p", ...options }),
  rows: randomRows(50, (signal) => signal),
  labels: "none",
  weights: "ignored",
});

test("sk.truncated_svd.digits: singular values are those of scikit-learn", () => {
  const { expected, tolerance } = factOf("sk.truncated_svd.digits");
  const learned = fitRows(truncatedSvd({ components: 10 }), dataOf("digits"));
  expect(worst(learned.singularValues, expected.singular_values, tolerance)).toBe(0);
});

test("variances are those of the projections, by the number of rows", async () => {
  const rows = from([{ features: [1, 2] }, { features: [3, -1] }, { features: [0, 5] }]);
  const model = await truncatedSvd({ components: 2 }).fit(rows);
  const projections = (await model.transform(rows).collect()).map(({ features }) => features);
  for (const at of [0, 1]) {
    const mean = projections.reduce((sum, row) => sum + row[at]!, 0) / 3;
    const variance = projections.reduce((sum, row) => sum + (row[at]! - mean) ** 2, 0) / 3;
    expect(model.learned.explainedVariance[at]).toBeCloseTo(variance, 12);
    expect(Math.hypot(...projections.map((row) => row[at]!))).toBeCloseTo(model.learned.singularValues[at]!, 12);
  }
});

test("sparse vectors are taken, and more components than features refused", async () => {
  const sparse = from([
    { features: { size: 2, indices: [0], values: [3] } },
    { features: { size: 2, indices: [1], values: [1] } },
  ]);
  const model = await truncatedSvd({ components: 1 }).fit(sparse);
  expect(model.learned.singularValues[0]).toBeCloseTo(3, 14);
  expect(() => fitRows(truncatedSvd({ components: 2 }), { features: matrixOf([[1]]) })).toThrow("got 2, and 1 feature");
});

test.each([266, 560, -266, -560])("rows times 2^%d have the singular vectors that they have by themselves", (power) => {
  const plain = [
    [1, 2, 0],
    [3, -1, 1],
    [0, 5, 2],
  ];
  const own = fitRows(truncatedSvd({ components: 2 }), { features: matrixOf(plain) });
  const scaled = plain.map((row) => row.map((value) => value * 2 ** power));
  const learned = fitRows(truncatedSvd({ components: 2 }), { features: matrixOf(scaled) });
  expect(learned.components).toEqual(own.components);
  expect(learned.singularValues).toEqual(own.singularValues.map((value) => value * 2 ** power));
  expect(learned.explainedVarianceRatio).toEqual(own.explainedVarianceRatio);
});
