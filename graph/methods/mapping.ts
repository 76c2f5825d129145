import {
  columnsOf,
  type Described,
  endsReader,
  idReader,
  madeColumns,
  mustBeFunction,
  namedReader,
  namedShape,
  namedVertices,
  type Row,
  verticesOf,
  withId,
  withNamedEnds,
} from "./described.ts";

/** Vertices keep their ids; their other columns are what the function gives. */
export function mapVertices(graph: Described, call: (vertex: never) => object): Described {
  mustBeFunction(call, "mapVertices");
  const { edges, shape } = graph;
  const id = idReader(shape);
  const make = call as (vertex: Row) => unknown;
  const vertices = verticesOf(graph).map((vertex) =>
    withId(shape.idName, id(vertex), madeColumns(make(vertex), "mapVertices")),
  );
  return { edges, vertices, shape: namedVertices(shape) };
}

/** Edges keep their ends, and their weight unless the function gives another one; their other columns are what it gives. */
export function mapEdges(graph: Described, call: (edge: never) => object): Described {
  mustBeFunction(call, "mapEdges");
  const { shape, edges, vertices } = graph;
  const [named, ends] = [namedReader(shape), endsReader(shape)];
  const make = call as (edge: Row) => unknown;
  const mapped = edges.map((edge) => {
    const [source, target] = ends(edge);
    return { ...named(edge), ...madeColumns(make(edge), "mapEdges"), source, target };
  });
  return { edges: mapped, vertices, shape: namedShape(shape) };
}

/** Ids become others, in vertices and edges alike. */
export function mapIds(graph: Described, call: (id: never) => unknown): Described {
  mustBeFunction(call, "mapIds");
  const { shape, vertices } = graph;
  const [id, make] = [idReader(shape), call as (id: unknown) => unknown];
  const edges = withNamedEnds(graph).map((edge) => ({ ...edge, source: make(edge.source), target: make(edge.target) }));
  const ofVertices = vertices?.map((vertex) => withId(shape.idName, make(id(vertex)), columnsOf(vertex)));
  const next = ofVertices === undefined ? shape : namedVertices(shape);
  return { edges, vertices: ofVertices, shape: namedShape(next) };
}
