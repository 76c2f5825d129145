import fc from "fast-check";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { fitRows, knnClassifier, matrixOf } from "../../../ml/mod.ts";
import { expectClassFact } from "../learner/class-facts.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

learnerSuite("knnClassifier", {
  make: ({ weight: _, ...options }: { weight?: string }) => knnClassifier({ k: 4, ...options }),
  rows: randomRows(60, (signal) => (signal > 0.5 ? 2 : signal > -0.5 ? 1 : 0)),
  weights: "ignored",
});

test("sk.knn3u.digits: accuracy, probabilities and folds are those of scikit-learn", () =>
  expectClassFact("sk.knn3u.digits", knnClassifier({ k: 3 })));

test("sk.knn7d.wine: accuracy, probabilities and folds are those of scikit-learn", () =>
  expectClassFact("sk.knn7d.wine", knnClassifier({ k: 7, weights: "distance" })));

test("neighbours are those of sorting all distances, also of points far from 0 and of many that are alike", async () => {
  const points = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })), {
    minLength: 9,
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(points, fc.constantFrom(0, 1e7), fc.integer({ min: 1, max: 9 }), async (all, offset, k) => {
      const rows = all.map(([a, b], at) => ({ features: [a + offset, b / 7], label: at % 3 }));
      const model = await knnClassifier({ k }).fit(from(rows));
      const answers = await model.transform(from(rows)).collect();
      rows.forEach(({ features: [x, y] }, query) => {
        const nearest = rows
          .map((row, at) => ({ at, distance: (row.features[0]! - x!) ** 2 + (row.features[1]! - y!) ** 2 }))
          .sort((a, b) => a.distance - b.distance || a.at - b.at)
          .slice(0, k);
        [0, 1, 2].forEach((label) =>
          expect(answers[query]!.probability[label]).toBeCloseTo(
            nearest.filter(({ at }) => at % 3 === label).length / k,
            12,
          ),
        );
      });
    }),
    { numRuns: 25 },
  );
});

test("by distance a neighbour at the very place decides alone", async () => {
  const rows = from([
    { features: [1], label: 0 },
    { features: [1.1], label: 1 },
    { features: [1.1], label: 1 },
  ]);
  const model = await knnClassifier({ k: 3, weights: "distance" }).fit(rows);
  const [at, between] = await model.transform(from([{ features: [1] }, { features: [1.02] }])).collect();
  expect(at!.probability).toEqual(Float64Array.of(1, 0));
  expect(between!.probability[0]).toBeCloseTo(50 / (50 + 2 / 0.08), 9);
});

test("fewer rows than neighbours are refused", () => {
  expect(() => fitRows(knnClassifier(), { features: matrixOf([[1], [2]]), labels: Float64Array.of(0, 1) })).toThrow(
    "Cannot train knnClassifier as there must be at least k = 5 rows: got 2; make k smaller",
  );
});
