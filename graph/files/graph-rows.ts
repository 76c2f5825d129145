import { missingColumn } from "../../core/mod.ts";
import { descriptionOf } from "../methods/bound.ts";
import { columnsOf, endsReader, idReader, type Row, reader, verticesOf } from "../methods/described.ts";
import type { EdgeRecord, GraphRows, VertexId, VertexRecord } from "./document.ts";
import { shownValue } from "./written-values.ts";

/** Columns that were asked for; undefined: all. */
export interface ChosenColumns {
  readonly columns?: readonly string[];
  readonly vertexColumns?: readonly string[];
}

/** All rows of a graph, with what is to be written of them. */
export async function collectGraph(graph: unknown, path: string, chosen: ChosenColumns): Promise<GraphRows> {
  const described = descriptionOf(graph, "write a graph");
  const { shape } = described;
  const [vertexRows, edgeRows] = [await verticesOf(described).collect(), await described.edges.collect()];
  const [idOf, endsOf] = [idReader(shape), endsReader(shape)];
  const weightOf = shape.weight === undefined ? undefined : reader(shape.weight);
  const known = new Set<unknown>();
  const vertices = [...vertexRows].map((row): VertexRecord => {
    const id = mustBeId(idOf(row), path);
    known.add(id);
    return { id, values: without(row, [shape.id ?? shape.idName]) };
  });
  const edges = [...edgeRows].map((row): EdgeRecord => {
    const [source, target] = endsOf(row).map((id) => mustBeId(id, path)) as [VertexId, VertexId];
    for (const end of [source, target]) if (!known.has(end)) throw stray(end, path);
    const values = without(row, [shape.source, shape.target, shape.weight]);
    return { source, target, values: weightOf === undefined ? values : { ...values, weight: weightOf(row) } };
  });
  return {
    directed: shape.directed,
    vertices,
    edges,
    vertexColumns: columnsIn(vertices, chosen.vertexColumns, path, "vertices"),
    edgeColumns: columnsIn(edges, chosen.columns, path, "edges"),
    path,
  };
}

function mustBeId(id: unknown, path: string): VertexId {
  if (typeof id === "string" || typeof id === "number" || typeof id === "bigint") return id;
  throw new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as ids must be numbers or texts: got ${shownValue(id)}; give vertices others by mapIds(…) before`,
  );
}

function stray(end: VertexId, path: string): TypeError {
  return new TypeError(
    `Cannot write a graph to ${JSON.stringify(path)} as edges must lead from and to its vertices: got an edge with ${shownValue(end)}, which is none; ` +
      "see strayEdges(), or leave such edges out by filterEdges(…)",
  );
}

/** The columns of a row that are not ids or weights: those get names of their own. */
function without(row: Row, choices: readonly unknown[]): Row {
  return Object.fromEntries(Object.entries(columnsOf(row)).filter(([name]) => !choices.includes(name)));
}

/** The chosen columns, or all that a row has; those that are asked for and no row has are refused. */
function columnsIn(
  records: readonly { readonly values: Row }[],
  chosen: readonly string[] | undefined,
  path: string,
  of: string,
): readonly string[] {
  const names = new Set<string>();
  for (const { values } of records) for (const name of Object.keys(values)) names.add(name);
  if (chosen === undefined) return [...names];
  const missing = records.length === 0 ? undefined : chosen.find((name) => !names.has(name));
  if (missing !== undefined) throw new TypeError(missingColumn(missing, [...names], `${of} of ${path}`));
  return chosen;
}
