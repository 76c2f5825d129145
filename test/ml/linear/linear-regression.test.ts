import fc from "fast-check";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { fitRows, linearRegression, matrixOf } from "../../../ml/mod.ts";
import { dataOf } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows, uniform } from "../learner/random-rows.ts";

learnerSuite("linearRegression", {
  make: (options) => linearRegression(options),
  rows: randomRows(40, (signal) => 3 * signal + 1),
  weights: "alike",
});

test("the coefficients of diabetes are those of scikit-learn", () => {
  const learned = fitRows(linearRegression(), dataOf("diabetes"));
  // LinearRegression().fit(X, y) of scikit-learn 1.9.1
  const coefficients = [
    -10.0098663, -239.81564367, 519.84592005, 324.3846455, -792.17563855, 476.73902101, 101.04326794, 177.06323767,
    751.27369956, 67.62669218,
  ];
  coefficients.forEach((value, at) => expect(learned.coefficients[at]).toBeCloseTo(value, 7));
  expect(learned.intercept).toBeCloseTo(152.133484163, 8);
});

test("residuals are orthogonal to every feature and to 1, whatever the units of the features", () => {
  const scales = fc.array(fc.constantFrom(1e-9, 1e-3, 1, 1e5, 1e12), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(scales, fc.integer({ min: 8, max: 60 }), fc.integer(), (units, rows, seed) => {
      const random = uniform(seed);
      const features = matrixOf(Array.from({ length: rows }, () => units.map((unit) => unit * (random() + 3))));
      const labels = Float64Array.from({ length: rows }, () => random());
      const { coefficients, intercept } = fitRows(linearRegression(), { features, labels });
      const residuals = labels.map((label, row) =>
        units.reduce(
          (rest, _, c) => rest - coefficients[c]! * features.data[row * units.length + c]!,
          label - intercept,
        ),
      );
      expect(Math.abs(residuals.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-8);
      units.forEach((unit, c) => {
        const product = residuals.reduce((sum, value, row) => sum + value * features.data[row * units.length + c]!, 0);
        expect(Math.abs(product / unit)).toBeLessThan(1e-8);
      });
    }),
  );
});

test("of features that say the same it takes the shortest solution, and 0 for a constant one", () => {
  const features = matrixOf([
    [1, 2, 7],
    [2, 4, 7],
    [3, 6, 7],
  ]);
  const { coefficients, intercept } = fitRows(linearRegression(), { features, labels: Float64Array.of(11, 21, 31) });
  // 10 = w1 + 2·w2 is shortest at (2, 4).
  [2, 4, 0].forEach((value, at) => expect(coefficients[at]).toBeCloseTo(value, 12));
  expect(intercept).toBeCloseTo(1, 12);
});

test("features that are nearly the same are told apart by refining", () => {
  const random = uniform(3);
  const rows = Array.from({ length: 500 }, () => [random(), random()] as const);
  const features = matrixOf(rows.map(([a, b]) => [a, a + 1e-6 * b]));
  const labels = Float64Array.from(rows, ([a, b]) => a + 1e-6 * b - 2 * a);
  const { coefficients } = fitRows(linearRegression(), { features, labels });
  [-2, 1].forEach((value, at) => expect(coefficients[at]).toBeCloseTo(value, 5));
});

test("without an intercept the line goes through 0", async () => {
  const rows = from([
    { features: [1], label: 3 },
    { features: [2], label: 3 },
  ]);
  const model = await linearRegression({ intercept: false }).fit(rows);
  expect(model.learned.coefficients[0]).toBeCloseTo(9 / 5, 14);
  expect(model.learned.intercept).toBe(0);
});

test("one row is its own mean", () => {
  expect(fitRows(linearRegression(), { features: matrixOf([[4, 5]]), labels: Float64Array.of(6) })).toEqual({
    coefficients: Float64Array.of(0, 0),
    intercept: 6,
  });
});

test("labels far from 0 keep their digits", () => {
  const features = matrixOf(Array.from({ length: 2000 }, (_, row) => [1e8 + (row % 50)]));
  const labels = Float64Array.from({ length: 2000 }, (_, row) => 1e10 + 3 * (row % 50));
  const { coefficients } = fitRows(linearRegression(), { features, labels });
  expect(coefficients[0]).toBeCloseTo(3, 9);
});
