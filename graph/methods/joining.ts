import type { Dataset } from "../../core/mod.ts";
import type { Choice } from "../build/edge-columns.ts";
import { mustBeChoice } from "../checks.ts";
import {
  columnsOf,
  type Described,
  edgesOf,
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
  mustBeChoice(how.id, "id", "join vertices");
  const { edges, shape } = graph;
  const [id, select] = [idReader(shape), how.select as unknown as PlainSelect];
  const idOfRow = reader(how.id, "the rows of joinVertices");
  const vertices = verticesOf(graph).join(firstOf(rows, idOfRow), {
    on: [id, idOfRow],
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
  const [from, to, id] = [reader(shape.source, edgesOf), reader(shape.target, edgesOf), idReader(shape)];
  const vertices = verticesOf(graph);
  return edges
    .join(vertices, { on: [from, id], select: (edge: Row, source: Row) => ({ source, edge }) })
    .join(vertices, {
      on: [({ edge }) => to(edge), id],
      select: ({ source, edge }, target: Row) => ({ source, target, edge }),
    });
}

const rowsOf = "the rows of joinEdges";

type PlainSelect = (row: Row, match: Row | null) => unknown;

type KeyOf = (row: Row) => unknown;

function keysOf(shape: Described["shape"], { source, target }: { source?: Choice; target?: Choice }): [KeyOf, KeyOf] {
  if (source !== undefined) mustBeChoice(source, "source", "join edges");
  if (target !== undefined) mustBeChoice(target, "target", "join edges");
  if (source !== undefined && target !== undefined) {
    const pair = pairReader({
      ...shape,
      source: reader(source, rowsOf) as never,
      target: reader(target, rowsOf) as never,
    });
    return [pairReader(shape), pair];
  }
  if (source !== undefined) return [reader(shape.source, edgesOf), reader(source, rowsOf)];
  if (target !== undefined) return [reader(shape.target, edgesOf), reader(target, rowsOf)];
  throw new TypeError(
    "Cannot join edges as what they are joined by must be said: got neither source nor target; " +
      'write for instance { source: "from", target: "to", select: … }, or one of the two',
  );
}

/** Of several rows for one key, the one that comes first. */
function firstOf(rows: Dataset<Row>, keyOf: KeyOf): Dataset<Row> {
  return rows.distinctBy(keyOf as never);
}
