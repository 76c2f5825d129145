import { expect, test } from "vitest";
import { checkedRows, rankedScores } from "../../../ml/evaluation/binary-rows.ts";

const ranked = (labels: readonly (0 | 1)[], scores: readonly number[], weights?: readonly number[]) =>
  rankedScores(checkedRows("a test", { labels, scores, weights }));

test("equal scores are one point, and rows that do not count are none", () => {
  expect(ranked([1, 0, 1, 0], [2, 2, -0, 0], [1, 2, 3, 0])).toEqual({
    thresholds: Float64Array.of(2, -0),
    truePositives: Float64Array.of(1, 4),
    falsePositives: Float64Array.of(2, 2),
    positives: 4,
    negatives: 2,
  });
});

test("many rows are ordered as few are", () => {
  const scores = Array.from({ length: 5000 }, (_, row) =>
    row % 11 === 0 ? -0 : Math.sin(row * 7.7) * 10 ** ((row % 9) - 4),
  );
  const { thresholds, truePositives } = ranked(new Array<1>(5000).fill(1), scores);
  const different = [...new Set(scores.map((score) => score + 0))].sort((a, b) => b - a);
  expect(Array.from(thresholds, (score) => score + 0)).toEqual(different);
  expect([...truePositives]).toEqual(different.map((least) => scores.filter((score) => score >= least).length));
});
