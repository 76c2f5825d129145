import type { Dataset } from "../../core/mod.ts";
import {
  columnsOf,
  type Described,
  idReader,
  namedEnds,
  namedShape,
  namedVertices,
  pairReader,
  type Row,
  verticesOf,
  withId,
  withNamedEnds,
} from "./described.ts";
import { amongVertices } from "./filtering.ts";

/** The vertices and edges of both; of a vertex that both have, the row of the first. */
export function union(graph: Described, other: Described): Described {
  mustBeAlike(graph, other, "unite");
  const edges = withNamedEnds(graph).union(withNamedEnds(other));
  const shape = namedShape(graph.shape);
  if (graph.vertices === undefined && other.vertices === undefined) return { edges, vertices: undefined, shape };
  const [own, others] = [withNamedIds(graph), withNamedIds(other, graph.shape.idName)];
  const id = idReader(namedVertices(shape));
  const vertices = own.union(others.join(own, { on: [id, id], how: "anti" }));
  return { edges, vertices, shape: namedVertices(shape) };
}

/** What is left without the vertices of the other, and without their edges. */
export function difference(graph: Described, other: Described): Described {
  return withoutVertices(graph, verticesOf(other), idReader(other.shape));
}

/** The graph without the vertices of these ids, and without their edges. */
export function withoutVertices(graph: Described, rows: Dataset<Row>, idOf: (row: Row) => unknown): Described {
  const rest = verticesOf(graph).join(rows, { on: [idReader(graph.shape), idOf], how: "anti" });
  return amongVertices(graph, rest);
}

/**
 * The edges that both have, and their ends: by their ends, and by what `by` gives. Of parallel ones one, or as many as both have.
 */
export function intersection(
  graph: Described,
  other: Described,
  { by, parallel = "one" }: { by?: (edge: never) => unknown; parallel?: "one" | "as many" },
): Described {
  mustBeAlike(graph, other, "intersect");
  const [keyOf, otherKeyOf] = [keyReader(graph, by), keyReader(other, by)];
  const edges = graph.edges.coGroup(other.edges, { on: [keyOf, otherKeyOf] }, ({ left, right }) =>
    left.slice(0, parallel === "one" ? Math.min(1, right.length) : right.length),
  );
  return { edges, vertices: undefined, shape: { ...graph.shape, id: undefined } };
}

/** Refuses a row without the ends of an edge as `source` and `target`: it would be that of no edge. */
export function mustHaveEnds(row: unknown, method: string): void {
  const { source, target } = (row ?? {}) as Row;
  if (isId(source) && isId(target)) return;
  throw new TypeError(
    `Cannot use ${method} as each of its rows must have the ends of an edge as source and target: got ${shownRow(row)}; ` +
      "write for instance { source: 1, target: 2 }",
  );
}

function isId(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function shownRow(row: unknown): string {
  return typeof row === "object" ? `a row with ${Object.keys(row ?? {}).join(", ") || "nothing"}` : String(row);
}

/** The graph without the edges between these ends, parallel ones included. */
export function withoutEdges(graph: Described, rows: Dataset<Row>): Described {
  const { shape, edges } = graph;
  const pair = pairReader({ ...shape, ...namedEnds });
  const keyOf = (row: Row): unknown => {
    mustHaveEnds(row, "removeEdges");
    return pair(row);
  };
  const rest = edges.join(rows, { on: [pairReader(shape), keyOf], how: "anti" });
  return {
    edges: rest,
    vertices: verticesOf(graph),
    shape: graph.vertices === undefined ? namedVertices(shape) : shape,
  };
}

/** The vertices with these besides, but for those that are there. */
export function withVertices(graph: Described, rows: Dataset<Row>): Described {
  const { shape, edges } = graph;
  const own = withNamedIds(graph);
  const id = idReader(namedVertices(shape));
  const more = rows.join(own, { on: [id, id], how: "anti" }).distinctBy(shape.idName as never);
  return { edges, vertices: own.union(more), shape: namedVertices(shape) };
}

/** The edges with these besides, which have their ends as `source` and `target`. */
export function withEdges(graph: Described, rows: Dataset<Row>): Described {
  return { ...graph, edges: withNamedEnds(graph).union(rows), shape: namedShape(graph.shape) };
}

function withNamedIds(graph: Described, idName: string = graph.shape.idName): Dataset<Row> {
  const vertices = verticesOf(graph);
  if ((graph.shape.id ?? graph.shape.idName) === idName) return vertices;
  const id = idReader(graph.shape);
  return vertices.map((vertex) => withId(idName, id(vertex), columnsOf(vertex)));
}

function keyReader({ shape }: Described, by: ((edge: never) => unknown) | undefined): (edge: Row) => unknown {
  const pair = pairReader(shape);
  if (by === undefined) return pair;
  const more = by as (edge: Row) => unknown;
  return (edge) => [pair(edge), more(edge)];
}

function mustBeAlike({ shape }: Described, other: Described, doing: string): void {
  if (shape.directed !== other.shape.directed) {
    throw new TypeError(
      `Cannot ${doing} graphs as both must be directed, or neither: got ${kindOf(shape.directed)} and ${kindOf(other.shape.directed)}; ` +
        "use undirected() on the directed one",
    );
  }
  if ((shape.weight === undefined) === (other.shape.weight === undefined)) return;
  throw new TypeError(
    `Cannot ${doing} graphs as both must have weights, or neither: got one with and one without; name the weight of both in graph(…)`,
  );
}

function kindOf(directed: boolean): string {
  return directed ? "a directed one" : "an undirected one";
}
