import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { biconnectedComponents, graph } from "../../../graph/mod.ts";
import { graphOf, type PlainEdge, type PlainGraph, partsOf, testGraphs } from "../naive.ts";

test("a triangle is one component, an edge on it another one, and a self-loop is in none", async () => {
  const edges = from([
    { a: 1, b: 2 },
    { a: 2, b: 3 },
    { a: 3, b: 1 },
    { a: 3, b: 4 },
    { a: 4, b: 4 },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(biconnectedComponents()).collect();
  const [one, two, three, tail, loop] = rows.map(({ component }) => component);
  expect([two, three]).toEqual([one, one]);
  expect(tail).not.toBe(one);
  expect(loop).toBe(null);
});

test("two edges are in one component where no vertex but a common end parts them", async () => {
  for (const plain of testGraphs().filter(({ edges }) => edges.length < 30)) {
    const rows = await graphOf(plain).biconnectedComponents().collect();
    for (const [one, first] of rows.entries()) {
      for (const [other, second] of rows.entries()) {
        if (one >= other || first.component === null || second.component === null) continue;
        const [a, b] = [plain.edges[one]!, plain.edges[other]!];
        expect(first.component === second.component, `${plain.name} ${one} ${other}`).toBe(areTogether(plain, a, b));
      }
    }
  }
});

/** Whether no vertex separates them: without any one, some end of one still reaches some end of the other. */
function areTogether({ vertices, edges }: PlainGraph, a: PlainEdge, b: PlainEdge): boolean {
  const without = (id: number): boolean => {
    const left = edges.filter(({ source, target }) => source !== id && target !== id);
    const [one, other] = [a, b].map((edge) => [edge.source, edge.target].filter((end) => end !== id));
    return one!.some((start) =>
      other!.some(
        (end) =>
          start === end ||
          partsOf(vertices, [...left, { source: start, target: end, weight: 1 }]) === partsOf(vertices, left),
      ),
    );
  };
  // An end that both have parts them where it is the only way: what is left of each must still meet.
  return vertices.every(without);
}
