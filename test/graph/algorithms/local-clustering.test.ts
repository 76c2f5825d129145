import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, localClustering } from "../../../graph/mod.ts";
import { expectAgreement, graphOf, type PlainGraph, testGraphs } from "../naive.ts";

test("a triangle with a tail clusters wholly at two corners and by a third at the corner with the tail", async () => {
  const pairs = [
    [1, 2],
    [2, 3],
    [1, 3],
    [3, 4],
  ] as const;
  const edges = from(pairs.map(([a, b]) => ({ a, b })));
  const rows = await graph({ edges, source: "a", target: "b", directed: false }).apply(localClustering()).collect();
  expect(rows.map(({ coefficient }) => coefficient)).toEqual([1, 1, 1 / 3, 0]);
});

test.each(testGraphs())("clustering is what testing every pair gives: $name, directed $directed", async (plain) => {
  expect(await graphOf(plain).localClustering().collect()).toEqual(naive(plain));
});

function naive({ vertices, edges, directed }: PlainGraph): { id: number; coefficient: number }[] {
  const leads = (a: number, b: number): boolean =>
    edges.some(({ source, target }) => (source === a && target === b) || (!directed && source === b && target === a));
  return vertices.map((id) => {
    const near = vertices.filter((other) => other !== id && (leads(id, other) || leads(other, id)));
    const pairs = near.flatMap((a) => near.filter((b) => b !== a && leads(a, b)));
    const possible = near.length * (near.length - 1);
    return { id, coefficient: possible === 0 ? 0 : pairs.length / possible };
  });
}

test("by NetworkX's convention a directed graph counts directed triangles of all kinds", async () => {
  const directed = testGraphs().filter((plain) => plain.directed);
  await expectAgreement((one) => one.localClustering({ convention: "NetworkX" }), naiveCycles, directed);
});

function naiveCycles({ vertices, edges }: PlainGraph): { id: number; coefficient: number }[] {
  const leads = (a: number, b: number): number =>
    a !== b && edges.some(({ source, target }) => source === a && target === b) ? 1 : 0;
  const between = (a: number, b: number): number => leads(a, b) + leads(b, a);
  const sum = (of: (id: number) => number): number => vertices.reduce((total, id) => total + of(id), 0);
  return vertices.map((id) => {
    const triangles = sum((a) => sum((b) => between(id, a) * between(a, b) * between(b, id)));
    const degree = sum((other) => between(id, other));
    const both = sum((other) => leads(id, other) * leads(other, id));
    const possible = degree * (degree - 1) - 2 * both;
    return { id, coefficient: possible === 0 ? 0 : triangles / (2 * possible) };
  });
}
