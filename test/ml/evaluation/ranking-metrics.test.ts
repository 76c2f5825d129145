import { expect, test } from "vitest";
import { rankingMetrics } from "../../../ml/mod.ts";
import { expectNear, facts } from "./facts.ts";

test("gains are those of scikit-learn, with ties, of all and of the first", () => {
  for (const { relevances, scores, expected } of facts.ranking) {
    const width = scores[0].length;
    const queries = relevances.flatMap((one: number[], query: number) => one.map(() => query));
    const rows = { queries, relevances: relevances.flat(), scores: scores.flat() };
    const untied = scores.flatMap((one: number[]) => one.map((score, at) => score + (width - at) * 1e-6));
    expectNear(
      {
        ...rankingMetrics(rows),
        ndcgAt3: rankingMetrics(rows, { at: 3 }).ndcg,
        ndcgIgnoringTies: rankingMetrics({ ...rows, scores: untied }, { at: 5 }).ndcg,
      },
      expected,
    );
  }
});

test("places count for the rest, as means over queries; a query without a relevant one counts as 0", () => {
  const rows = {
    queries: ["a", "a", "a", "b", "b", "a"],
    relevances: [0, 2, 1, 0, 0, 1],
    scores: [9, 8, 7, 2, 1, 1],
  };
  expectNear(rankingMetrics(rows), {
    precision: 3 / 4 / 2,
    recall: 1 / 2,
    meanAveragePrecision: (1 / 2 + 2 / 3 + 3 / 4) / 3 / 2,
    meanReciprocalRank: 1 / 2 / 2,
    hitRate: 1 / 2,
    queries: 2,
  });
  expectNear(rankingMetrics(rows, { at: 2 }), {
    precision: 1 / 2 / 2,
    recall: 1 / 3 / 2,
    meanAveragePrecision: 1 / 2 / 2 / 2,
    dcg: 2 / Math.log2(3) / 2,
  });
  expectNear(rankingMetrics(rows, { at: 2, gain: "exponential" }).dcg, 3 / Math.log2(3) / 2);
});

test("what cannot be evaluated is refused", () => {
  expect(() => rankingMetrics({ relevances: [-1], scores: [1] })).toThrow(
    "its relevances must be numbers ≥ 0: got -1 in row 0",
  );
  expect(() => rankingMetrics({ relevances: [1], scores: [1] }, { at: 0 })).toThrow(
    "at must be a whole number ≥ 1: got 0",
  );
  expect(() => rankingMetrics({ relevances: [], scores: [] })).toThrow("there must be rows: got none");
});
