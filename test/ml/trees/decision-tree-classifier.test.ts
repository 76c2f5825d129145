import fc from "fast-check";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { decisionTreeClassifier, type Forest, fitRows, matrixOf } from "../../../ml/mod.ts";
import { accuracy, asRows, dataOf } from "../learner/facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("decisionTreeClassifier", {
  make: (options) => decisionTreeClassifier(options),
  rows: randomRows(60, (signal) => (signal > 0.5 ? 2 : signal > -0.5 ? 1 : 0)),
  missing: "taken",
  weights: "alike",
});

/** Σ weight · impurity of both sides of each split that there is, and the least of them. */
function leastImpurity(
  rows: readonly { readonly features: readonly number[]; readonly label: number }[],
  criterion: "gini" | "entropy",
): number {
  const impurity = (own: typeof rows): number => {
    const shares = [0, 1, 2].map((label) => own.filter((row) => row.label === label).length / own.length);
    const one = shares.reduce((sum, p) => sum + (criterion === "gini" ? p * p : p === 0 ? 0 : p * Math.log(p)), 0);
    return own.length * (criterion === "gini" ? 1 - one : -one);
  };
  const splits = rows.flatMap(({ features }) => features.map((value, feature) => ({ value, feature })));
  return Math.min(
    impurity(rows),
    ...splits.flatMap(({ value, feature }) => {
      const left = rows.filter((row) => row.features[feature]! <= value);
      const right = rows.filter((row) => row.features[feature]! > value);
      return right.length === 0 ? [] : [impurity(left) + impurity(right)];
    }),
  );
}

test.each(["gini", "entropy"] as const)(
  "a first split by %s leaves as little as the best of all splits",
  (criterion) => {
    const row = fc.record({
      features: fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })),
      label: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 4, maxLength: 30 }), (rows) => {
        fc.pre(new Set(rows.map(({ label }) => label)).size === 3);
        const learned = fitRows(decisionTreeClassifier({ maxDepth: 1, criterion }), {
          features: matrixOf(rows.map(({ features }) => features)),
          labels: Float64Array.from(rows, ({ label }) => label),
        });
        const left = leastImpurity(rows, criterion);
        const [node, ...leaves] = Array.from(learned.features.keys());
        const impurityOf = (at: number): number => {
          const shares = [...learned.values.subarray(at * 3, at * 3 + 3)];
          const one = shares.reduce(
            (sum, p) => sum + (criterion === "gini" ? p * p : p === 0 ? 0 : p * Math.log(p)),
            0,
          );
          return learned.covers[at]! * (criterion === "gini" ? 1 - one : -one);
        };
        const own = leaves.length === 0 ? impurityOf(node!) : leaves.reduce((sum, leaf) => sum + impurityOf(leaf), 0);
        expect(own).toBeCloseTo(left, 9);
      }),
    );
  },
);

test.each([
  { of: "iris", classes: 3 },
  { of: "breast_cancer", classes: 2 },
])("a whole tree tells all rows of $of apart", async ({ of }) => {
  const data = dataOf(of);
  const rows = from(asRows(data));
  const model = await decisionTreeClassifier().fit(rows);
  const answers = await model.transform(rows).collect();
  expect(
    accuracy(
      answers.map(({ prediction }) => prediction),
      data.labels,
    ),
  ).toBe(1);
  answers.forEach(({ probability }, at) => expect(probability[data.labels[at]!]).toBe(1));
});

function depthOf({ features, left, right }: Forest, node = 0): number {
  return features[node]! < 0
    ? 0
    : 1 +
        Math.max(
          depthOf({ features, left, right } as Forest, left[node]),
          depthOf({ features, left, right } as Forest, right[node]),
        );
}

test("trees keep to their limits", () => {
  const data = dataOf("digits");
  const leaves = ({ features }: Forest): number => features.filter((feature) => feature < 0).length;
  expect(depthOf(fitRows(decisionTreeClassifier({ maxDepth: 3 }), data))).toBe(3);
  expect(leaves(fitRows(decisionTreeClassifier({ maxLeaves: 17 }), data))).toBe(17);
  const wide = fitRows(decisionTreeClassifier({ minLeafRows: 25 }), data);
  expect(Math.min(...wide.covers)).toBeGreaterThanOrEqual(25);
  const stout = fitRows(decisionTreeClassifier({ minSplitRows: 100 }), data);
  expect(Math.min(...stout.covers.filter((_, node) => stout.features[node]! >= 0))).toBeGreaterThanOrEqual(100);
});

test("missing values go where they gain, and where none was seen with the most rows", async () => {
  const values = [1, 2, 3, 4, 10, 11, Number.NaN, Number.NaN];
  const rows = from(values.map((value, at) => ({ features: [value], label: at < 4 ? 0 : 1 })));
  const model = await decisionTreeClassifier().fit(rows);
  expect((await model.transform(rows).collect()).map(({ prediction }) => prediction)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  const whole = await decisionTreeClassifier().fit(
    from([1, 2, 3, 9].map((value) => ({ features: [value], label: value > 5 ? 1 : 0 }))),
  );
  expect((await whole.transform(from([{ features: [Number.NaN] }])).collect())[0]!.prediction).toBe(0);
});

test("what is missing may tell classes apart by itself", async () => {
  const rows = from(
    [1, 2, 3, Number.NaN, Number.NaN].map((value) => ({ features: [value], label: Number.isNaN(value) ? 1 : 0 })),
  );
  const model = await decisionTreeClassifier().fit(rows);
  expect((await model.transform(rows).collect()).map(({ prediction }) => prediction)).toEqual([0, 0, 0, 1, 1]);
});

test("infinities are values as others", async () => {
  const rows = from(
    [-Infinity, -1, 1, Infinity].map((value) => ({ features: [value], label: Math.abs(value) === Infinity ? 1 : 0 })),
  );
  const model = await decisionTreeClassifier().fit(rows);
  expect((await model.transform(rows).collect()).map(({ prediction }) => prediction)).toEqual([1, 0, 0, 1]);
});

test("features without a difference are not split, one class is refused", () => {
  const features = matrixOf([[1], [1], [1]]);
  const { values, features: splits } = fitRows(decisionTreeClassifier(), {
    features,
    labels: Float64Array.of(0, 1, 1),
  });
  expect([...splits]).toEqual([-1]);
  expect(values[0]).toBeCloseTo(2 / 3, 14);
  expect(() => fitRows(decisionTreeClassifier(), { features, labels: Float64Array.of(2, 2, 2) })).toThrow("got only 2");
});
