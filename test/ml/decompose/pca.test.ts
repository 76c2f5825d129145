import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { fitRows, matrixOf, pca } from "../../../ml/mod.ts";
import { asRows, dataOf, factOf, worst } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("pca", {
  make: ({ weight: _, ...options }: { weight?: string }) => pca({ components: 2, output: "p", ...options }),
  rows: randomRows(50, (signal) => signal),
  labels: "none",
  weights: "ignored",
});

test("sk.pca.iris: variances and components are those of scikit-learn", () => {
  const { expected, tolerance } = factOf("sk.pca.iris");
  const learned = fitRows(pca({ components: 4 }), dataOf("iris"));
  expect(worst(learned.explainedVariance, expected.explained_variance, tolerance)).toBe(0);
  expect(worst(learned.explainedVarianceRatio, expected.explained_variance_ratio, tolerance)).toBe(0);
  expect(worst(learned.components.slice(0, 4).map(Math.abs), expected.abs_component0, tolerance)).toBe(0);
  expect(worst(learned.components.slice(4, 8).map(Math.abs), expected.abs_component1, tolerance)).toBe(0);
});

test("projections have the variances that it tells, are not correlated, and whitened ones have variance 1", async () => {
  const wine = from(asRows(dataOf("wine")));
  for (const whiten of [false, true]) {
    const model = await pca({ components: 3, whiten }).fit(wine);
    const rows = (await model.transform(wine).collect()).map(({ features }) => features);
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) {
        const covariance = rows.reduce((sum, row) => sum + row[a]! * row[b]!, 0) / (rows.length - 1);
        const wanted = a !== b ? 0 : whiten ? 1 : model.learned.explainedVariance[a]!;
        expect(Math.abs(covariance - wanted)).toBeLessThan(1e-8 * (1 + wanted));
      }
    }
  }
});

test("all components give rows back", async () => {
  const rows = from([{ features: [1, 2] }, { features: [3, -1] }, { features: [0, 5] }]);
  const model = await pca({ components: 2, output: "p" }).fit(rows);
  const { components, mean } = model.learned;
  for (const { features, p } of await model.transform(rows).collect()) {
    [0, 1].forEach((c) =>
      expect(mean[c]! + p[0]! * components[c]! + p[1]! * components[2 + c]!).toBeCloseTo(features[c]!, 12),
    );
  }
});

test("rows that are all alike differ nowhere", () => {
  const learned = fitRows(pca({ components: 2 }), {
    features: matrixOf([
      [4, 1e9],
      [4, 1e9],
      [4, 1e9],
    ]),
  });
  expect([...learned.explainedVariance]).toEqual([0, 0]);
  expect([...learned.explainedVarianceRatio]).toEqual([0, 0]);
});

test("more components than features are refused", () => {
  expect(() => fitRows(pca({ components: 3 }), { features: matrixOf([[1, 2]]) })).toThrow(
    "Cannot train pca as there cannot be more components than features: got 3, and 2 features; ask for at most 2",
  );
  expect(() => pca({ components: 0 })).toThrow(
    "Cannot set components in pca as it must be a whole number ≥ 1 (components): got 0",
  );
});

test.each([266, 560, 1000, -266, -560, -1000])(
  "rows times 2^%d have the components that they have by themselves, to the bit, though squares of squares are no numbers",
  async (power) => {
    const [times, plain] = [
      2 ** power,
      [
        [1, 2, 0],
        [3, -1, 1],
        [0, 5, 2],
        [4, 4, -1],
      ],
    ];
    const rows = plain.map((features) => ({ features: features.map((value) => value * times) }));
    const own = fitRows(pca({ components: 2 }), { features: matrixOf(plain) });
    const model = await pca({ components: 2, output: "p" }).fit(from(rows));
    expect(model.learned.components).toEqual(own.components);
    expect(model.learned.explainedVarianceRatio).toEqual(own.explainedVarianceRatio);
    expect(model.learned.singularValues).toEqual(own.singularValues.map((value) => value * times));
    expect(model.learned.mean).toEqual(own.mean.map((value) => value * times));
    // As near as a number is: infinite, or 0, where no number is near.
    expect(model.learned.explainedVariance).toEqual(own.explainedVariance.map((value) => value * times * times));
    const [first] = await model.transform(from(rows)).collect();
    const centred = plain[0]!.map((value, at) => value - own.mean[at]!);
    const along = centred.reduce((sum, value, at) => sum + value * own.components[at]!, 0);
    expect(first!.p[0]! / times).toBeCloseTo(along, 12);
  },
);

test("projections are not whitened by variances that are no numbers", () => {
  for (const times of [2 ** 560, 2 ** -560]) {
    const features = matrixOf([[1 * times], [2 * times], [4 * times]]);
    expect(() => fitRows(pca({ components: 1, whiten: true }), { features })).toThrow(
      /^Cannot train pca as variances by which projections are whitened must be numbers: got (Infinity|0) for component 0, of rows about \S+ in size; put maxAbsScaler before it, or leave whiten out$/,
    );
  }
});
