import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph } from "../../../graph/mod.ts";
import { sorted, testGraphs } from "../naive.ts";
import { expectContents, idsOf, pairKey, testGraph } from "./contents.ts";

const names = from([4, 7, 10, 13, 99].map((vertex) => ({ vertex, name: `n${vertex}` })));
const nameOf = (id: number): string | null => ([4, 7, 10, 13].includes(id) ? `n${id}` : null);

test("vertices get columns from the row that has their id, and null where there is none", () =>
  expectContents(
    (one) => one.joinVertices(names, { id: "vertex", select: (_, row) => ({ name: row?.name ?? null }) }),
    ({ vertices, edges }) => ({ vertices: vertices.map((id) => ({ id, name: nameOf(id) })), edges }),
  ));

test("edges get columns by both of their ends, of an undirected graph in either order", () =>
  expectContents(
    (one, plain) => {
      const tolls = from(plain.edges.slice(0, 5).map(({ source, target }) => ({ a: target, b: source })));
      return one.joinEdges(tolls, { source: "b", target: "a", select: (_, row) => ({ toll: row !== null }) });
    },
    (plain) => {
      const paid = new Set(plain.edges.slice(0, 5).map((edge) => pairKey(plain, edge)));
      return {
        vertices: idsOf(plain.vertices),
        edges: plain.edges.map((edge) => ({ ...edge, toll: paid.has(pairKey(plain, edge)) })),
      };
    },
  ));

test.each(["source", "target"] as const)("edges get columns by their %s alone", (end) =>
  expectContents(
    (one) => one.joinEdges(names, { [end]: "vertex", select: (_, row) => ({ name: row?.name ?? null }) }),
    ({ vertices, edges }) => ({
      vertices: idsOf(vertices),
      edges: edges.map((edge) => ({ ...edge, name: nameOf(edge[end]) })),
    }),
  ),
);

test("a triplet is an edge with the rows of both of its vertices", async () => {
  for (const plain of testGraphs().slice(0, 16)) {
    const found = await testGraph(plain)
      .mapVertices(({ id }) => ({ half: id / 2 }))
      .triplets()
      .collect();
    const vertex = (id: number): object => ({ id, half: id / 2 });
    const expected = plain.edges.map((edge) => ({ source: vertex(edge.source), target: vertex(edge.target), edge }));
    expect(sorted(found), plain.name).toEqual(sorted(expected));
  }
});

const roads = graph({ edges: from([{ a: "x", b: "y", km: 4 }]), source: "a", target: "b", weight: "km" });

test("a joined column called weight is the new weight; the first of several rows counts", async () => {
  const tolls = from([
    { a: "x", b: "y", toll: 7 },
    { a: "x", b: "y", toll: 8 },
  ]);
  const dear = roads.joinEdges(tolls, {
    source: "a",
    target: "b",
    select: ({ km }, row) => ({ weight: km + (row?.toll ?? 0) }),
  });
  expect(await dear.sssp({ from: "x" }).collect()).toEqual([
    { id: "x", distance: 0 },
    { id: "y", distance: 11 },
  ]);
});

test("edges are joined by one end at least", () => {
  expect(() => roads.joinEdges(names, { select: () => ({}) })).toThrow(
    "Cannot join edges as what they are joined by must be said: got neither source nor target",
  );
});

test("what is joined are rows that end", () => {
  expect(() => roads.joinVertices(4 as never, { id: "vertex", select: () => ({}) })).toThrow(
    "Cannot use joinVertices as it takes rows that end: got number; give an array, or a bounded dataset such as from(rows)",
  );
});
