import type { Dataset } from "../../core/mod.ts";
import { shown } from "../checks.ts";
import { type Described, endsReader, idReader, type Row, sameIds, verticesOf } from "./described.ts";

/** Which edges of a vertex count: those that lead out, in, or both; of an undirected graph always all. */
export type Direction = "out" | "in" | "both";

/** A row for each vertex and each of its edges; a self-loop is one of its only end. */
export function incidences({ edges, shape }: Described, direction: Direction): Dataset<Row> {
  const [ends, { idName }] = [endsReader(shape), shape];
  const way = shape.directed ? direction : "both";
  return edges.flatMap((edge): Row[] => {
    const [source, target] = ends(edge);
    const out = { [idName]: source, other: target, edge };
    const back = { [idName]: target, other: source, edge };
    if (way !== "both") return way === "out" ? [out] : [back];
    return sameIds(source, target) ? [out] : [out, back];
  });
}

/** As `incidences`, with the row of the vertex at the other end. */
export function neighbours(graph: Described, direction: Direction): Dataset<Row> {
  const { shape } = graph;
  return incidences(graph, direction).join(verticesOf(graph), {
    on: [(row: Row) => row.other, idReader(shape)],
    select: ({ other: _, ...rest }: Row, neighbour: Row) => ({ ...rest, neighbour }),
  });
}

/** What a function makes of each vertex and all of these rows that are its own, `[]` where it has none. */
export function grouped(
  graph: Described,
  rows: Dataset<Row>,
  call: (vertex: never, rows: never) => Iterable<unknown>,
): Dataset<unknown> {
  const { idName } = graph.shape;
  const make = call as unknown as (vertex: Row, rows: readonly Row[]) => Iterable<unknown>;
  return verticesOf(graph).coGroup(
    rows,
    { on: [idReader(graph.shape), (row) => row[idName]] },
    function* ({ left, right }): Generator<unknown> {
      for (const vertex of left) yield* mustBeRows(make(vertex, right));
    },
  );
}

function mustBeRows(made: Iterable<unknown>): Iterable<unknown> {
  if (typeof (made as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] === "function") return made;
  throw new TypeError(
    `Cannot take rows of a vertex and its edges as their function must give a list of them: got ${shown(made)}; ` +
      "write for instance (vertex, edges) => [{ id: vertex.id, edges: edges.length }]",
  );
}
