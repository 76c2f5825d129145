import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { distanceMetrics, graph } from "../../../graph/mod.ts";
import { distancesOf, expectAgreement, type PlainGraph, positiveGraphs, sumOf } from "../naive.ts";

test("a graph that falls apart has no diameter, but an average distance and an efficiency", async () => {
  const edges = from([{ a: 1, b: 2 }]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(distanceMetrics()).collect();
  expect(rows).toEqual([{ diameter: null, radius: null, averageDistance: 1, efficiency: 0.5, connectedPairs: 1 }]);
});

test("metrics of distances are what all distances give", async () => {
  await expectAgreement((one) => one.distanceMetrics(), naive("ignore"));
  await expectAgreement((one) => one.distanceMetrics({ weights: "use" }), naive("use"), positiveGraphs());
});

function naive(weights: "ignore" | "use"): (plain: PlainGraph) => unknown[] {
  return (plain) => {
    const distance = distancesOf(plain, weights);
    const { vertices } = plain;
    const all = vertices.flatMap((one) => vertices.flatMap((other) => (one === other ? [] : [distance(one, other)])));
    const finite = all.filter(Number.isFinite);
    const farthest = vertices.map((one) => Math.max(...vertices.map((other) => distance(one, other))));
    const isWhole = vertices.length > 0 && farthest.every(Number.isFinite);
    return [
      {
        diameter: isWhole ? Math.max(...farthest) : null,
        radius: isWhole ? Math.min(...farthest) : null,
        averageDistance: finite.length === 0 ? null : sumOf(finite, (each) => each) / finite.length,
        efficiency: all.length === 0 ? null : sumOf(all, (each) => 1 / each) / all.length,
        connectedPairs: finite.length,
      },
    ];
  };
}
