import { expect, test } from "vitest";
import { clusterQuality } from "../../../ml/mod.ts";
import { expectNear, facts } from "./facts.ts";

const matrix = (rows: readonly (readonly number[])[]) => ({
  data: Float64Array.from(rows.flat()),
  rows: rows.length,
  columns: rows[0]?.length ?? 0,
});

test("quality is that of scikit-learn on random clusters", () => {
  for (const { features, clusters, quality } of facts.clusters) {
    expectNear(clusterQuality({ features: matrix(features), clusters }), quality, `${clusters.length} rows`);
  }
});

test("rows in one place, and rows that are alone, have a silhouette of 0", () => {
  const { silhouettes, calinskiHarabasz } = clusterQuality({
    features: matrix([[1], [1], [1]]),
    clusters: ["a", "a", "b"],
  });
  expect([...silhouettes, calinskiHarabasz]).toEqual([0, 0, 0, 1]);
});

test.each([
  [[[1], [2]], ["a", "a"], "at least two, and fewer than rows: got 1 cluster of 2 rows"],
  [[[1], [2]], ["a", "b"], "at least two, and fewer than rows: got 2 clusters of 2 rows"],
  [[[1], [2]], ["a"], "a cluster for each row: got 2 rows and 1 cluster"],
  [[[1], [Number.NaN], [2]], ["a", "a", "b"], "its features must be finite numbers: got NaN in row 1"],
])("what cannot be evaluated is refused: %o in %o", (rows, clusters, message) => {
  expect(() => clusterQuality({ features: matrix(rows), clusters })).toThrow(message);
});
