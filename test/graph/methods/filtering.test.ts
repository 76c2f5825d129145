import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph } from "../../../graph/mod.ts";
import { expectContents, idsOf } from "./contents.ts";

const odd = ({ id }: { id: number }): boolean => id % 2 === 1;

test("vertices that pass are left with the edges between them", () =>
  expectContents(
    (one) => one.filterVertices(odd),
    ({ vertices, edges }) => ({
      vertices: idsOf(vertices.filter((id) => odd({ id }))),
      edges: edges.filter(({ source, target }) => odd({ id: source }) && odd({ id: target })),
    }),
  ));

test("edges that pass are left with all vertices", () =>
  expectContents(
    (one) => one.filterEdges(({ weight }) => weight > 2),
    ({ vertices, edges }) => ({ vertices: idsOf(vertices), edges: edges.filter(({ weight }) => weight > 2) }),
  ));

test("a subgraph has the vertices that pass and, of the edges between them, those that pass", () =>
  expectContents(
    (one) => one.subgraph({ vertices: odd, edges: (edge) => edge.weight > 2 }),
    ({ vertices, edges }) => ({
      vertices: idsOf(vertices.filter((id) => odd({ id }))),
      edges: edges.filter(({ source, target, weight }) => odd({ id: source }) && odd({ id: target }) && weight > 2),
    }),
  ));

test("a graph whose vertices were never given keeps those that lose all of their edges", async () => {
  const edges = from([
    { a: "x", b: "y", km: 1 },
    { a: "y", b: "z", km: 9 },
  ]);
  const near = graph({ edges, source: "a", target: "b" }).filterEdges(({ km }) => km < 5);
  expect(await near.connectedComponents().collect()).toEqual([
    { id: "x", component: "x" },
    { id: "y", component: "x" },
    { id: "z", component: "z" },
  ]);
});

test("what may be said of a subgraph is vertices and edges", () => {
  const one = graph({ edges: from([{ a: 1, b: 2 }]), source: "a", target: "b" });
  expect(() => one.subgraph({ vertex: () => true } as never)).toThrow(/"vertex"|vertex/);
});
