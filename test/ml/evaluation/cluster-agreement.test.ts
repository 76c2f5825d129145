import { expect, test } from "vitest";
import { clusterAgreement } from "../../../ml/mod.ts";
import { expectNear, facts } from "./facts.ts";

test("agreement is that of scikit-learn on random clusters", () => {
  for (const { labels, clusters, expected } of facts.clusters) {
    expectNear(clusterAgreement({ labels, clusters }), expected, `${labels.length} rows`);
  }
});

test("what they are called does not matter, and one row agrees with itself", () => {
  const same = clusterAgreement({ labels: ["x", "y", "x"], clusters: [2, 1, 2] });
  expect(
    Object.values(same)
      .filter((one) => one !== same.mutualInformation)
      .every((one) => Math.abs(one - 1) < 1e-12),
  ).toBe(true);
  expect(clusterAgreement({ labels: [1], clusters: [7] })).toMatchObject({
    rand: 1,
    adjustedRand: 1,
    adjustedMutualInformation: 1,
  });
  expect(clusterAgreement({ labels: [1, 1, 2, 2, 2], clusters: [1, 2, 2, 2, 1] }).purity).toBe(0.6);
});
