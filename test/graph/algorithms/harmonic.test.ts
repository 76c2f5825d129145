import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, harmonic } from "../../../graph/mod.ts";
import { distancesOf, expectAgreement, type PlainGraph, positiveGraphs, sumOf } from "../naive.ts";

test("a vertex that none leads to is 0, and each other one adds 1 over its distance", async () => {
  const edges = from([
    { a: 1, b: 2 },
    { a: 2, b: 3 },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(harmonic()).collect();
  expect(rows.map((row) => row.harmonic)).toEqual([0, 1, 1.5]);
});

test("harmonic centrality is what all distances give", async () => {
  await expectAgreement((one) => one.harmonic(), naive("in", "ignore"));
  await expectAgreement((one) => one.harmonic({ along: "out", weights: "use" }), naive("out", "use"), positiveGraphs());
});

function naive(along: "in" | "out", weights: "ignore" | "use"): (plain: PlainGraph) => unknown[] {
  return (plain) => {
    const distance = distancesOf(plain, weights);
    const inverse = (one: number, other: number): number =>
      one === other ? 0 : 1 / (along === "in" ? distance(other, one) : distance(one, other));
    return plain.vertices.map((id) => ({ id, harmonic: sumOf(plain.vertices, (other) => inverse(id, other)) }));
  };
}
