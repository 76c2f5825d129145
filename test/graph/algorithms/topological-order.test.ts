import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, topologicalOrder } from "../../../graph/mod.ts";
import { acyclicGraphs, expectAgreement, type PlainGraph } from "../naive.ts";

test("of several orders the one of small ids is taken, and generations count the longest path", async () => {
  const edges = from([
    { a: 3, b: 1 },
    { a: 2, b: 1 },
    { a: 1, b: 0 },
    { a: 3, b: 0 },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(topologicalOrder()).sort("position").collect();
  expect(rows).toEqual([
    { id: 2, position: 0, generation: 0 },
    { id: 3, position: 1, generation: 0 },
    { id: 1, position: 2, generation: 1 },
    { id: 0, position: 3, generation: 2 },
  ]);
});

test("orders are what always taking the smallest id without an edge to it gives", async () => {
  const turned = acyclicGraphs().map((plain) => ({
    ...plain,
    edges: plain.edges.map((edge) => ({ ...edge, source: edge.target, target: edge.source })),
  }));
  await expectAgreement((one) => one.topologicalOrder(), naive, [...acyclicGraphs(), ...turned]);
});

function naive({ vertices, edges }: PlainGraph): unknown[] {
  const placed = new Map<number, { position: number; generation: number }>();
  while (placed.size < vertices.length) {
    const ready = vertices.filter(
      (id) => !placed.has(id) && edges.every(({ source, target }) => target !== id || placed.has(source)),
    );
    const id = Math.min(...ready);
    const before = edges.filter(({ target }) => target === id).map(({ source }) => placed.get(source)!.generation + 1);
    placed.set(id, { position: placed.size, generation: Math.max(0, ...before) });
  }
  return vertices.map((id) => ({ id, ...placed.get(id)! }));
}

test("a cycle is an error that names a vertex and says what helps", async () => {
  const edges = from([
    { a: "x", b: "y" },
    { a: "y", b: "x" },
  ]);
  await expect(graph({ edges, source: "a", target: "b" }).topologicalOrder().collect()).rejects.toThrow(
    /Cannot order vertices in topologicalOrder as edges must make no cycle: got one that x is on or behind; use findCycle\(\)/,
  );
});
