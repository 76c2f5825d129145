import type { Dataset } from "../../core/mod.ts";
import type { Choice } from "../build/edge-columns.ts";
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
  pairReader,
  type Row,
  reader,
  verticesOf,
  withId,
} from "./described.ts";

type Select = (row: never, match: never) => object;

/** Vertices get columns from the row of a dataset that has their id; without such a row it is null. */
export function joinVertices(graph: Described, rows: Dataset<Row>, how: { id: Choice; select: Select }): Described {
  mustBeFunction(how.select, "joinVertices");
  const { edges, shape } = graph;
  const [id, select] = [idReader(shape), how.select as unknown as PlainSelect];
  const vertices = verticesOf(graph).join(firstOf(rows, reader(how.id)), {
    on: [id, reader(how.id)],
    how: "left",
    select: (vertex: Row, match: Row | null) => {
      const made = madeColumns(select(vertex, match), "joinVertices");
      return withId(shape.idName, id(vertex), { ...columnsOf(vertex), ...made });
    },
  });
  return { edges, vertices, shape: namedVertices(shape) };
}

/** Edges get columns from the row of a dataset that has both of their ends, or the one that is named. */
export function joinEdges(
  graph: Described,
  rows: Dataset<Row>,
  how: { source?: Choice; target?: Choice; select: Select },
): Described {
  mustBeFunction(how.select, "joinEdges");
  const { shape, edges, vertices } = graph;
  const [ends, named, select] = [endsReader(shape), namedReader(shape), how.select as unknown as PlainSelect];
  const [ofEdge, ofRow] = keysOf(shape, how);
  const joined = edges.join(firstOf(rows, ofRow), {
    on: [ofEdge, ofRow],
    how: "left",
    select: (edge: Row, match: Row | null) => {
      const [source, target] = ends(edge);
      return { ...columnsOf(edge), ...named(edge), ...madeColumns(select(edge, match), "joinEdges"), source, target };
    },
  });
  return { edges: joined, vertices, shape: namedShape(shape) };
}

/** Each edge with the rows of both of its vertices. */
export function triplets(graph: Described): Dataset<{ source: Row; target: Row; edge: Row }> {
  const { shape, edges } = graph;
  const [from, to, id] = [reader(shape.source), reader(shape.target), idReader(shape)];
  const vertices = verticesOf(graph);
  return edges
    .join(vertices, { on: [from, id], select: (edge: Row, source: Row) => ({ source, edge }) })
    .join(vertices, {
      on: [({ edge }) => to(edge), id],
      select: ({ source, edge }, target: Row) => ({ source, target, edge }),
    });
}

type PlainSelect = (row: Row, match: Row | null) => unknown;

type KeyOf = (row: Row) => unknown;

function keysOf(shape: Described["shape"], { source, target }: { source?: Choice; target?: Choice }): [KeyOf, KeyOf] {
  if (source !== undefined && target !== undefined) {
    return [pairReader(shape), pairReader({ ...shape, source, target })];
  }
  if (source !== undefined) return [reader(shape.source), reader(source)];
  if (target !== undefined) return [reader(shape.target), reader(target)];
  throw new TypeError(
    "Cannot join edges as what they are joined by must be said: got neither source nor target; " +
      'write for instance { source: "from", target: "to", select: … }, or one of the two',
  );
}

/** Of several rows for one key, the one that comes first. */
function firstOf(rows: Dataset<Row>, keyOf: KeyOf): Dataset<Row> {
  return rows.distinctBy(keyOf as never);
}
