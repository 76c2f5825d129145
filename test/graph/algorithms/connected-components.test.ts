import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { connectedComponents, graph } from "../../../graph/mod.ts";
import { graphOf, type PlainGraph, testGraphs } from "../naive.ts";

test("components are named by their smallest id, whatever the direction of edges", async () => {
  const edges = from([
    { a: 30, b: 4 },
    { a: 7, b: 9 },
    { a: 5, b: 4 },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(connectedComponents()).collect();
  expect(rows).toEqual([
    { id: 30, component: 4 },
    { id: 7, component: 7 },
    { id: 5, component: 4 },
    { id: 4, component: 4 },
    { id: 9, component: 7 },
  ]);
});

test("ids may be bigint or text", async () => {
  const pairs = from([{ a: 12n, b: 3n }]);
  const texts = from([{ a: "b", b: "a" }]);
  expect(await graph({ edges: pairs, source: "a", target: "b" }).connectedComponents().collect()).toEqual([
    { id: 12n, component: 3n },
    { id: 3n, component: 3n },
  ]);
  expect(await graph({ edges: texts, source: "a", target: "b" }).connectedComponents().collect()).toEqual([
    { id: "b", component: "a" },
    { id: "a", component: "a" },
  ]);
});

test.each(testGraphs())(
  "components are what painting by neighbours gives: $name, directed $directed",
  async (plain) => {
    expect(await graphOf(plain).connectedComponents().collect()).toEqual(naive(plain));
  },
);

function naive({ vertices, edges }: PlainGraph): { id: number; component: number }[] {
  const component = new Map(vertices.map((id) => [id, id]));
  for (const _ of vertices) {
    for (const { source, target } of edges) {
      const least = Math.min(component.get(source)!, component.get(target)!);
      component.set(source, least).set(target, least);
    }
  }
  return vertices.map((id) => ({ id, component: component.get(id)! }));
}
