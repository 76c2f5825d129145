import { expect, test } from "vitest";
import { contingencyOf } from "../../../ml/evaluation/contingency.ts";

test("rows are counted by class and cluster, in the order in which these are met", () => {
  expect(contingencyOf("clusters", { labels: ["b", "a", "b", "b"], clusters: [9, 9, 9, 5] })).toEqual({
    rows: 4,
    classes: Float64Array.of(3, 1),
    clusters: Float64Array.of(3, 1),
    pairClasses: Int32Array.of(0, 1, 0),
    pairClusters: Int32Array.of(0, 0, 1),
    counts: Float64Array.of(2, 1, 1),
  });
});
