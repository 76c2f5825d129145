import { expect, test } from "vitest";
import { simRank } from "../../../graph/mod.ts";
import { expectAgreement, graphOfPairs, matrixOf, type PlainGraph, positiveGraphs, sumOf } from "../naive.ts";

test("two that one leads to are as similar as the decay", async () => {
  const one = graphOfPairs([
    [1, 2],
    [1, 3],
  ]);
  expect((await one.apply(simRank({ from: 2, decay: 0.6 })).collect()).map((row) => row.similarity)).toEqual([
    0, 1, 0.6,
  ]);
  expect(() => simRank({ from: 2, decay: 1 })).toThrow(/its decay must be in \(0, 1\): got 1; leave it out for 0.8/);
});

test.each(["ignore", "use"] as const)(
  "similarities are what averaging over all pairs gives: weights %s",
  async (weights) => {
    const graphs = positiveGraphs().filter(({ vertices }) => vertices.length > 0 && vertices.length < 14);
    await expectAgreement(
      (one, plain) => one.simRank({ from: plain.vertices[0]!, decay: 0.5, tolerance: 1e-10, weights }),
      (plain) => naive(plain, weights),
      graphs,
    );
  },
);

function naive(plain: PlainGraph, weights: "ignore" | "use"): unknown[] {
  const { vertices } = plain;
  const at = matrixOf(plain, weights);
  const share = (from: number, to: number): number => {
    const all = sumOf(vertices, (other) => at(other, to));
    return all === 0 ? 0 : at(from, to) / all;
  };
  let table = new Map(vertices.map((u) => [u, new Map(vertices.map((v) => [v, u === v ? 1 : 0]))]));
  for (let round = 0; round < 36; round++) {
    const old = table;
    const mean = (u: number, v: number): number =>
      sumOf(vertices, (a) =>
        share(a, u) === 0 ? 0 : share(a, u) * sumOf(vertices, (b) => share(b, v) * old.get(a)!.get(b)!),
      );
    table = new Map(vertices.map((u) => [u, new Map(vertices.map((v) => [v, u === v ? 1 : 0.5 * mean(u, v)]))]));
  }
  return vertices.map((id) => ({ id, similarity: table.get(vertices[0]!)!.get(id)! }));
}
