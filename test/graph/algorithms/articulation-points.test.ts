import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { articulationPoints, graph } from "../../../graph/mod.ts";
import { expectAgreement, type PlainGraph, partsOf } from "../naive.ts";

test("the vertex between two triangles holds them together", async () => {
  const pairs = [
    [1, 2],
    [2, 3],
    [3, 1],
    [3, 4],
    [4, 5],
    [5, 3],
  ];
  const edges = from(pairs.map(([a, b]) => ({ a, b })));
  const rows = await graph({ edges, source: "a", target: "b" }).apply(articulationPoints()).collect();
  expect(rows.filter(({ articulation }) => articulation).map(({ id }) => id)).toEqual([3]);
});

test("articulation points are the vertices without which there are more parts", async () => {
  await expectAgreement((one) => one.articulationPoints(), naive);
});

function naive({ vertices, edges }: PlainGraph): unknown[] {
  return vertices.map((id) => {
    const others = edges.filter(({ source, target }) => source !== id && target !== id);
    const left = vertices.filter((other) => other !== id);
    const alone = partsOf([id], []) + partsOf(left, others);
    const touches = edges.some(({ source, target }) => source !== target && (source === id || target === id));
    return { id, articulation: touches && alone - 1 > partsOf(vertices, edges) };
  });
}
