import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, transitivity } from "../../../graph/mod.ts";
import { expectAgreement, neighboursOf, type PlainGraph, pairsOf } from "../naive.ts";

test("transitivity is one row: three times the triangles over the triples, and the mean of local coefficients", async () => {
  const edges = from([
    { a: 1, b: 2 },
    { a: 2, b: 3 },
    { a: 1, b: 3 },
    { a: 3, b: 4 },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(transitivity()).collect();
  expect(rows).toEqual([{ triples: 5, triangles: 1, transitivity: 0.6, averageClustering: (1 + 1 + 1 / 3) / 4 }]);
});

test("transitivity is what going through all pairs of neighbours gives", async () => {
  await expectAgreement((one) => one.transitivity(), naive);
});

function naive(plain: PlainGraph): unknown[] {
  const neighbours = neighboursOf(plain);
  const counts = plain.vertices.map((id) => {
    const pairs = pairsOf(neighbours.get(id)!);
    return { triples: pairs.length, closed: pairs.filter(([one, other]) => neighbours.get(one)!.has(other)).length };
  });
  const triples = counts.reduce((sum, each) => sum + each.triples, 0);
  const closed = counts.reduce((sum, each) => sum + each.closed, 0);
  const local = counts.reduce((sum, each) => sum + (each.triples === 0 ? 0 : each.closed / each.triples), 0);
  return [
    {
      triples,
      triangles: closed / 3,
      transitivity: triples === 0 ? 0 : closed / triples,
      averageClustering: counts.length === 0 ? 0 : local / counts.length,
    },
  ];
}
