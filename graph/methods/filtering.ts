import type { Dataset } from "../../core/mod.ts";
import { type Described, edgesOf, idReader, type Row, reader, verticesOf } from "./described.ts";

type Test = (row: never) => unknown;

/** The graph of the vertices that pass, and of the edges between them. */
export function filterVertices(graph: Described, test: Test): Described {
  return amongVertices(graph, verticesOf(graph).filter(test as (row: Row) => unknown));
}

/** The graph of the edges that pass; all vertices stay. */
export function filterEdges(graph: Described, test: Test): Described {
  const { edges, shape } = graph;
  return {
    edges: edges.filter(test as (row: Row) => unknown),
    vertices: verticesOf(graph),
    shape: named(graph, shape),
  };
}

/** Both at once. */
export function subgraph(graph: Described, tests: { readonly vertices: Test; readonly edges: Test }): Described {
  return filterEdges(filterVertices(graph, tests.vertices), tests.edges);
}

/** The graph of these of its vertices, and of the edges between them. */
export function amongVertices(graph: Described, vertices: Dataset<Row>): Described {
  const { shape } = graph;
  const id = idReader(shape);
  const [source, target] = [reader(shape.source, edgesOf), reader(shape.target, edgesOf)];
  const edges = graph.edges
    .join(vertices, { on: [source, id], how: "semi" })
    .join(vertices, { on: [target, id], how: "semi" });
  return { edges, vertices, shape: named(graph, shape) };
}

/** Vertices that were only the ends of edges are rows with an id from now on. */
export function named({ vertices }: Described, shape: Described["shape"]): Described["shape"] {
  return vertices === undefined ? { ...shape, id: shape.idName } : shape;
}
