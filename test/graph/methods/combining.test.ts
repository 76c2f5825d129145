import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph } from "../../../graph/mod.ts";
import type { PlainEdge, PlainGraph } from "../naive.ts";
import { expectContents, idsOf, pairKey, testGraph } from "./contents.ts";

/** Another graph that shares vertices and edges with the given one. */
function otherOf({ directed, vertices, edges }: PlainGraph): PlainGraph {
  const ids = [...vertices.filter((_, at) => at % 2 === 0), 1000, 1003];
  const among = edges.filter(({ source, target }, at) => at % 3 > 0 && ids.includes(source) && ids.includes(target));
  const more: PlainEdge[] = among
    .slice(0, 2)
    .map(({ source, target }) => ({ source: target, target: source, weight: 1 }));
  return {
    name: "other",
    directed,
    vertices: ids,
    edges: [...among, ...more, { source: 1000, target: 1003, weight: 2 }],
  };
}

test("a union has the vertices of both once, and all edges of both", () =>
  expectContents(
    (one, plain) => one.union(testGraph(otherOf(plain))),
    (plain) => {
      const other = otherOf(plain);
      return {
        vertices: idsOf(new Set([...plain.vertices, ...other.vertices])),
        edges: [...plain.edges, ...other.edges],
      };
    },
  ));

test("a difference has none of the other's vertices, and none of their edges", () =>
  expectContents(
    (one, plain) => one.difference(testGraph(otherOf(plain))),
    (plain) => {
      const gone = new Set(otherOf(plain).vertices);
      return {
        vertices: idsOf(plain.vertices.filter((id) => !gone.has(id))),
        edges: plain.edges.filter(({ source, target }) => !gone.has(source) && !gone.has(target)),
      };
    },
  ));

test.each(["one", "as many"] as const)(
  "an intersection has the edges that both have, of parallel ones %s, and their ends",
  (parallel) =>
    expectContents(
      (one, plain) => one.intersect(testGraph(otherOf(plain)), { parallel }),
      (plain) => {
        const left = Map.groupBy(plain.edges, (edge) => pairKey(plain, edge));
        const right = Map.groupBy(otherOf(plain).edges, (edge) => pairKey(plain, edge));
        const edges = [...left].flatMap(([key, rows]) => {
          const count = right.get(key)?.length ?? 0;
          return rows.slice(0, parallel === "one" ? Math.min(count, 1) : count);
        });
        return { vertices: idsOf(new Set(edges.flatMap(({ source, target }) => [source, target]))), edges };
      },
    ),
);

test("an intersection by a column has the edges whose columns are equal, too", async () => {
  const edgesOf = (kind: string): { source: number; target: number; kind: string }[] => [
    { source: 1, target: 2, kind },
    { source: 2, target: 3, kind: "rail" },
  ];
  const [one, other] = ["road", "river"].map((kind) =>
    graph({ edges: from(edgesOf(kind)), source: "source", target: "target" }),
  );
  const shared = one!.intersect(other!, { by: (edge) => edge.kind });
  expect(await shared.edges.collect()).toEqual([{ source: 2, target: 3, kind: "rail" }]);
});

test("vertices that are added join those that are there, which stay as they are", () =>
  expectContents(
    (one, { vertices }) => one.addVertices([{ id: 500 }, { id: 500 }, ...idsOf(vertices.slice(0, 1))]),
    ({ vertices, edges }) => ({ vertices: idsOf([...vertices, 500]), edges }),
  ));

test("edges that are added join those that are there, parallel ones too", () =>
  expectContents(
    (one, { edges }) => one.addEdges(edges.slice(0, 2)),
    ({ vertices, edges }) => ({ vertices: idsOf(vertices), edges: [...edges, ...edges.slice(0, 2)] }),
  ));

test("vertices that are removed take their edges with them", () =>
  expectContents(
    (one, { vertices }) => one.removeVertices(vertices.slice(0, 2)),
    ({ vertices, edges }) => ({
      vertices: idsOf(vertices.slice(2)),
      edges: edges.filter(({ source, target }) => ![source, target].some((end) => vertices.slice(0, 2).includes(end))),
    }),
  ));

test("edges are removed by their ends, parallel ones too, of an undirected graph in either order", () =>
  expectContents(
    (one, { edges }) => one.removeEdges(from(edges.slice(0, 3))),
    (plain) => {
      const gone = new Set(plain.edges.slice(0, 3).map((edge) => pairKey(plain, edge)));
      return { vertices: idsOf(plain.vertices), edges: plain.edges.filter((edge) => !gone.has(pairKey(plain, edge))) };
    },
  ));

test("graphs whose edges have other names are united by their ends and weights", async () => {
  const one = graph({ edges: from([{ a: "x", b: "y", km: 4 }]), source: "a", target: "b", weight: "km" });
  const far = from([["y", "z", 5]] as const);
  const other = graph({ edges: far, source: (row) => row[0], target: (row) => row[1], weight: (row) => row[2] });
  expect(await one.union(other).sssp({ from: "x" }).collect()).toEqual([
    { id: "x", distance: 0 },
    { id: "y", distance: 4 },
    { id: "z", distance: 9 },
  ]);
});

test("an edge that is added to a vertex which was not given fails the computation", async () => {
  const one = testGraph({ name: "", directed: true, vertices: [1, 2], edges: [] });
  const more = one.addEdges([{ source: 1, target: 3, weight: 0 }]);
  await expect(more.connectedComponents().collect()).rejects.toThrow(/both ends must be in vertices: got 3/);
});

test("graphs of two kinds, or with weights and without, are not combined, and neither is what is no graph", () => {
  const edges = from([{ a: 1, b: 2, km: 3 }]);
  const one = graph({ edges, source: "a", target: "b" });
  expect(() => one.union(one.undirected())).toThrow(
    "Cannot unite graphs as both must be directed, or neither: got a directed one and an undirected one; use undirected()",
  );
  expect(() => one.intersect(graph({ edges, source: "a", target: "b", weight: "km" }))).toThrow(
    "Cannot intersect graphs as both must have weights, or neither: got one with and one without",
  );
  expect(() => one.difference(edges as never)).toThrow("Cannot take a graph away as the other one must be a graph");
});
