import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { fitRows, isolationForest, matrixOf } from "../../../ml/mod.ts";
import { learnerSuite } from "../learner/learner-suite.ts";
import { randomRows } from "../learner/random-rows.ts";

const facts = JSON.parse(readFileSync(new URL("data/facts.json", import.meta.url), "utf8"));
const rows = from((facts.features as number[][]).map((features) => ({ features })));

learnerSuite("isolationForest", {
  make: (options) => isolationForest({ trees: 7, sampleRows: 20, contamination: 0.2, ...options }),
  rows: randomRows(60, (signal) => signal),
  labels: "none",
  weights: "ignored",
});

test("of 4,000 trees the score of each row, and how many are anomalies, is nearly that of scikit-learn's 4,000", async () => {
  const model = await isolationForest({ trees: 4000, sampleRows: 64 }).fit(rows);
  const answers = await model.transform(rows).collect();
  const apart = answers.map(({ score }, row) => score - facts.scores[row]);
  // Two such forests of one learner with other seeds differ by 0.01 in the worst row.
  expect(Math.max(...apart.map(Math.abs))).toBeLessThan(0.015);
  expect(Math.abs(apart.reduce((sum, own) => sum + own, 0) / apart.length)).toBeLessThan(0.004);
  expect(Math.abs(answers.filter(({ prediction }) => prediction === 1).length - facts.anomalies)).toBeLessThanOrEqual(
    2,
  );
});

test("with a contamination such a share of the rows is above the threshold, which is scikit-learn's", async () => {
  const model = await isolationForest({ trees: 4000, sampleRows: 64, contamination: 0.1 }).fit(rows);
  const answers = await model.transform(rows).collect();
  expect(answers.filter(({ prediction }) => prediction === 1)).toHaveLength(20);
  expect(Math.abs(model.learned.threshold - facts.offset)).toBeLessThan(0.015);
});

test("one split of two rows: a path of 1, and a third row in between goes either way", () => {
  const { sampleRows, values, thresholds, features } = fitRows(isolationForest({ trees: 1 }), {
    features: matrixOf([[1], [3]]),
  });
  expect(sampleRows).toBe(2);
  expect([...features]).toEqual([0, -1, -1]);
  // The root holds two rows, which one split sets apart.
  expect([...values]).toEqual([1, 1, 1]);
  expect(thresholds[0]).toBeGreaterThanOrEqual(1);
  expect(thresholds[0]).toBeLessThan(3);
});

test("rows that are all alike, and one row alone, have a score of ½ and are no anomalies", async () => {
  for (const count of [1, 50]) {
    const same = from(Array.from({ length: count }, () => ({ features: [4, -1] })));
    const model = await isolationForest().fit(same);
    for (const { prediction, score } of await model.transform(same).collect()) {
      expect([prediction, score]).toEqual([0, expect.closeTo(0.5, 14)]);
    }
  }
});

test("numbers of any size are split between their extremes; a constant feature never is", () => {
  for (const scale of [1e-308, 1e300, 1.7e308]) {
    const points = Array.from({ length: 20 }, (_, at) => [7, (at / 10 - 1) * scale]);
    const { features, thresholds } = fitRows(isolationForest({ trees: 20 }), { features: matrixOf(points) });
    features.forEach((feature, node) => {
      expect(feature).not.toBe(0);
      if (feature === 1) expect(Math.abs(thresholds[node]!)).toBeLessThanOrEqual(scale);
    });
    expect(features.some((feature) => feature === 1)).toBe(true);
  }
});

test("no tree is deeper than a balanced one of its sample, and each row of a sample is in one leaf", () => {
  const { roots, features, left, right, covers } = fitRows(isolationForest({ trees: 10, sampleRows: 32 }), {
    features: matrixOf(facts.features),
  });
  for (let tree = 0; tree < 10; tree++) {
    const depthOf = (node: number): number =>
      features[node]! < 0 ? 0 : 1 + Math.max(depthOf(left[node]!), depthOf(right[node]!));
    expect(depthOf(roots[tree]!)).toBeLessThanOrEqual(5);
    const leaves = Array.from({ length: roots[tree + 1]! - roots[tree]! }, (_, at) => roots[tree]! + at);
    expect(leaves.reduce((sum, node) => sum + (features[node]! < 0 ? covers[node]! : 0), 0)).toBe(32);
  }
});

test("the same seed gives the same trees, another one others", () => {
  const grown = (seed: number) => fitRows(isolationForest({ trees: 3, seed }), { features: matrixOf(facts.features) });
  expect(grown(4)).toEqual(grown(4));
  expect(grown(5).thresholds).not.toEqual(grown(4).thresholds);
});

test("options out of range are refused", () => {
  expect(() => isolationForest({ contamination: 0.6 })).toThrow(
    "Cannot set contamination in isolationForest as it must be a number > 0 and ≤ 0.5 (share of the rows): got 0.6; give one",
  );
  expect(() => isolationForest({ trees: 0 })).toThrow("trees in isolationForest as it must be a whole number ≥ 1");
  expect(() => isolationForest({ sampleRows: 1.5 })).toThrow("sampleRows in isolationForest");
});
