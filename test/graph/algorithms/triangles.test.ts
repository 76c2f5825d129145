import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, triangles } from "../../../graph/mod.ts";
import { expectAgreement, neighboursOf, type PlainGraph, pairsOf } from "../naive.ts";

test("each corner of a triangle has it, whatever the direction of edges, once where edges are parallel", async () => {
  const edges = from([
    { a: 1, b: 2 },
    { a: 3, b: 2 },
    { a: 3, b: 1 },
    { a: 1, b: 3 },
    { a: 3, b: 4 },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(triangles()).collect();
  expect(rows.map((row) => row.triangles)).toEqual([1, 1, 1, 0]);
});

test("triangles are the pairs of neighbours that are neighbours", async () => {
  await expectAgreement((one) => one.triangles(), naive);
});

function naive(plain: PlainGraph): unknown[] {
  const neighbours = neighboursOf(plain);
  return plain.vertices.map((id) => {
    const closed = pairsOf(neighbours.get(id)!).filter(([one, other]) => neighbours.get(one)!.has(other));
    return { id, triangles: closed.length };
  });
}
